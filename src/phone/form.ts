// Owns reading a request's form, up to a size. What the fields mean is the concern of others.

import type { RestRefusal } from "./rest-error.ts";
import { TOO_LARGE, UNREADABLE, WRONG_CONTENT_TYPE } from "./rest-error.ts";

export const MAX_FORM_BYTES = 64 * 1024;

/** A form, or why it is refused. */
export type ReadForm = { ok: true; form: URLSearchParams } | { ok: false; refusal: RestRefusal };

/**
 * Reads the fields of a form sent as `application/x-www-form-urlencoded` or
 * `multipart/form-data` (files are ignored). A request without a body is an empty form.
 */
export async function readForm(request: Request): Promise<ReadForm> {
  const bytes = await readBytes(request);
  if (!bytes) return { ok: false, refusal: TOO_LARGE };
  const type = request.headers.get("content-type") ?? "";
  const [mediaType] = type.toLowerCase().split(";");
  if (mediaType?.trim() === "multipart/form-data") return readMultipart(bytes, type);
  if (mediaType?.trim() !== "application/x-www-form-urlencoded" && bytes.length > 0)
    return { ok: false, refusal: WRONG_CONTENT_TYPE };
  return { ok: true, form: new URLSearchParams(bytes.toString("utf8")) };
}

/** The body, or undefined as soon as it is known to be too large. */
async function readBytes(request: Request): Promise<Buffer<ArrayBuffer> | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_FORM_BYTES) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readMultipart(bytes: Buffer<ArrayBuffer>, type: string): Promise<ReadForm> {
  let sent: FormData;
  try {
    sent = await new Response(bytes, { headers: { "Content-Type": type } }).formData();
  } catch {
    return { ok: false, refusal: UNREADABLE };
  }
  const fields = [...sent].filter(
    (field): field is [string, string] => typeof field[1] === "string",
  );
  return { ok: true, form: new URLSearchParams(fields) };
}
