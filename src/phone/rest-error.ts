// Owns what a refusal of the REST API looks like. Which request is refused is decided elsewhere.

import type { Context } from "hono";

/** Why a request is refused, in Twilio's numbers. */
export type RestRefusal = {
  status: 400 | 401 | 404 | 405 | 409 | 413 | 415 | 500;
  code: number;
  message: string;
};

/** Answers with a refusal as Twilio writes it. */
export function answerRefusal(c: Context, refusal: RestRefusal): Response {
  const { status, code, message } = refusal;
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return c.json({ code, message, more_info, status }, status);
}

export const UNAUTHENTICATED: RestRefusal = { status: 401, code: 20003, message: "Authenticate" };
export const WRONG_METHOD: RestRefusal = {
  status: 405,
  code: 20004,
  message: "Method not allowed",
};
export const TOO_LARGE: RestRefusal = {
  status: 413,
  code: 20413,
  message: "The request is larger than 64 KiB",
};
export const WRONG_CONTENT_TYPE: RestRefusal = {
  status: 415,
  code: 19056,
  message: "Input request content type is invalid",
};
export const UNREADABLE: RestRefusal = {
  status: 400,
  code: 70002,
  message: "The request body could not be read as a form",
};
export const BROKEN: RestRefusal = { status: 500, code: 20500, message: "Internal Server Error" };

/** The path holds nothing (any more). */
export const notFound = (path: string): RestRefusal => ({
  status: 404,
  code: 20404,
  message: `The requested resource ${path} was not found`,
});

/** A parameter has a value that cannot be understood. */
export const invalidParameter = (name: string): RestRefusal => ({
  status: 400,
  code: 20001,
  message: `Invalid value for parameter '${name}'`,
});
