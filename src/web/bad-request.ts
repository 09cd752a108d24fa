// Owns the answers to bodies that cannot be read.
import type { BadBody } from "./fields.ts";
import { sendError } from "./respond.ts";
import type { Visit } from "./web-context.ts";

const WORDS: Record<BadBody["status"], { word: string; title: string }> = {
  400: { word: "bad-request", title: "This request cannot be understood" },
  413: { word: "too-large", title: "This request is too large" },
  415: { word: "unsupported-media-type", title: "This request has the wrong format" },
};

export const sendBadBody = (visit: Visit, { status, detail }: BadBody): Response =>
  sendError(visit, { ...WORDS[status], status, detail });
