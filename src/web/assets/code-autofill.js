// Owns filling in the code from the text message (WebOTP), where the browser can do it.

const field = document.getElementById("code");
if (field instanceof HTMLInputElement && "OTPCredential" in window) {
  const stop = new AbortController();
  // The visitor typed faster than the text came: the browser must not ask any more.
  field.form?.addEventListener("submit", () => stop.abort());
  window.addEventListener("pagehide", () => stop.abort());
  receiveCode(stop.signal).then((code) => fillIn(field, code), ignoreRefusal);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
async function receiveCode(signal) {
  const request = { otp: { transport: ["sms"] }, signal };
  const received = await navigator.credentials.get(
    /** @type {CredentialRequestOptions} */ (/** @type {unknown} */ (request)),
  );
  return /** @type {{ code?: string } | null} */ (/** @type {unknown} */ (received))?.code ?? "";
}

/**
 * @param {HTMLInputElement} input
 * @param {string} code
 */
function fillIn(input, code) {
  if (code === "") return;
  input.value = code;
  // Only a whole code is sent by itself; anything else is left for the visitor to look at.
  if (code.length === Number(input.dataset["length"])) input.form?.requestSubmit();
}

/** Declining, a timeout or an abort is the visitor's own choice: the field is still there. */
function ignoreRefusal() {}
