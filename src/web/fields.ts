// Owns what a visitor or program sends: at most 16 KiB of form or JSON, UTF-8, exactly the fields a
// route knows, each once, each a string.

const MOST_BYTES = 16 * 1024;

/** What a route takes: each field's name, and whether it must be there. */
export type FieldSpec = Readonly<Record<string, "required" | "optional">>;

/** The fields of a spec, as they came. */
export type Fields<Spec extends FieldSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends "required" ? string : string | undefined;
};

/** A body that is refused, with the status that says why and a sentence for whoever sent it. */
export type BadBody = { readonly status: 400 | 413 | 415; readonly detail: string };

/** Reads a request's body. Nothing of it is repeated in the refusal. */
export async function readFields<Spec extends FieldSpec>(
  request: Request,
  spec: Spec,
): Promise<{ ok: true; fields: Fields<Spec> } | { ok: false; bad: BadBody }> {
  const bad = (status: BadBody["status"], detail: string) =>
    ({ ok: false, bad: { status, detail } }) as const;
  const bytes = await readBytes(request);
  if (bytes === "too-large") return bad(413, "The request is larger than 16 KiB.");
  if (bytes === "cut-off") return bad(400, "The request ended before its body did.");
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const parse = type === "" ? (bytes.length === 0 ? () => [] : undefined) : PARSERS.get(type ?? "");
  if (parse === undefined)
    return bad(415, "Send application/x-www-form-urlencoded or application/json.");

  const pairs = parse(bytes);
  if (pairs === undefined)
    return bad(400, "The body is not a well-formed UTF-8 form or JSON object.");
  const fields: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (!Object.hasOwn(spec, name)) return bad(400, "The request has a field that is not known.");
    if (Object.hasOwn(fields, name)) return bad(400, `The field ${name} is there twice.`);
    if (typeof value !== "string") return bad(400, `The field ${name} must be a string.`);
    if (!value.isWellFormed()) return bad(400, `The field ${name} is not well-formed Unicode.`);
    fields[name] = value;
  }
  const missing = Object.keys(spec).find(
    (n) => spec[n] === "required" && !Object.hasOwn(fields, n),
  );
  if (missing !== undefined) return bad(400, `The field ${missing} is missing.`);
  return { ok: true, fields: fields as Fields<Spec> };
}

type Pairs = readonly (readonly [string, unknown])[];

/** A map, not an object: a content type may be called `constructor`. */
const PARSERS: ReadonlyMap<string, (bytes: Uint8Array) => Pairs | undefined> = new Map([
  ["application/x-www-form-urlencoded", readForm],
  ["application/json", readJson],
]);

function readForm(bytes: Uint8Array): Pairs | undefined {
  const text = decode(bytes);
  if (text === undefined) return undefined;
  if (text === "") return [];
  // URLSearchParams would turn broken UTF-8 into replacement characters instead of refusing it.
  const decodePart = (part: string) => decodeURIComponent(part.replaceAll("+", " "));
  try {
    return text.split("&").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [decodePart(name), decodePart(value.join("="))] as const;
    });
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function readJson(bytes: Uint8Array): Pairs | undefined {
  const text = decode(bytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const pairs = Object.entries(value);
    // JSON.parse keeps the last of equal names in silence. All values are strings here or refused
    // later, so that a flat object has two string literals for each name it keeps.
    const literals = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    const isFlat = pairs.every(([, inner]) => typeof inner === "string");
    return isFlat && literals.length !== 2 * pairs.length ? undefined : pairs;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Gives up as soon as there is too much: the rest is never read. */
async function readBytes(request: Request): Promise<Uint8Array | "too-large" | "cut-off"> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return "too-large";
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.length;
      if (length > MOST_BYTES) return "too-large";
      chunks.push(chunk);
    }
  } catch {
    return "cut-off"; // Whoever sent it has gone; that is no mistake of ours.
  }
  return Buffer.concat(chunks);
}
