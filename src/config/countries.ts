// Owns what the settings need to know about countries. The list is large, so it is loaded only
// when a country or a sending number is set.

/** Those of the given codes that are no country with telephones. */
export async function unknownCountries(codes: readonly string[]): Promise<readonly string[]> {
  const { isSupportedCountry } = await import("libphonenumber-js/max");
  return codes.filter((code) => !isSupportedCountry(code));
}

/**
 * The country a number belongs to. A number that nobody has been given (as the test numbers are)
 * belongs to the main country of its calling code.
 */
export async function countryOf(phoneNumber: string): Promise<string | undefined> {
  const { parsePhoneNumberFromString } = await import("libphonenumber-js/max");
  const number = parsePhoneNumberFromString(phoneNumber);
  return number?.country ?? number?.getPossibleCountries()[0];
}
