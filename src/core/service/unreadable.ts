/** Calls of which a server can't read what was sent. */
import type { FastifyError } from "fastify";
import { refusal } from "../errors.ts";
import { InvalidInputError } from "../json.ts";
import { visible } from "../text.ts";

/**
 * A call's body is missing, is not what its media type says, or is longer or shorter than the call says; its address is
 * malformed; or it is no HTTP, or did not come in time. What to do: send the body that the OpenAPI document names, with its
 * length.
 */
export class UnreadableCallError extends /* @__PURE__ */ refusal(
  "CALL_UNREADABLE",
  "UnreadableCallError",
  "The call can't be read",
) {}

/** A call's body or head is larger than what is taken. What to do: send what the route asks for, and nothing else. */
export class LargeCallError extends /* @__PURE__ */ refusal(
  "CALL_TOO_LARGE",
  "LargeCallError",
  "The call is too large",
) {}

/** A call's body is of a media type that the route does not take. What to do: send JSON, or the form that the route names. */
export class MediaTypeError extends /* @__PURE__ */ refusal(
  "MEDIA_TYPE_NOT_TAKEN",
  "MediaTypeError",
  "The route does not take this media type",
) {}

/** Our refusal of what Fastify does not take: a body that it can't read, or that is not what the route's schema says. */
export function refusalOfFastify({ code, statusCode, validation, validationContext }: FastifyError) {
  if (validation !== undefined) {
    const [first] = validation;
    const unknown = first?.params.additionalProperty as string | undefined;
    const key = unknown === undefined ? "" : `/${visible(unknown)}`;
    const path = `${validationContext ?? ""}${first?.instancePath ?? ""}${key}`.replaceAll("/", ".");
    return new InvalidInputError({ path, expected: key ? "no such key" : (first?.message ?? "what the schema says") });
  }
  if (statusCode === undefined || statusCode >= 500 || !code?.startsWith("FST_ERR")) return undefined;
  if (statusCode === 413) return new LargeCallError({ path: "body", expected: "fewer bytes" });
  if (statusCode === 415) return new MediaTypeError({ path: "content-type", expected: "one that the route takes" });
  const [path, expected] = WORDS[code] ?? ["call", "one by the rules of HTTP"];
  return new UnreadableCallError({ path, expected });
}

/** What Node's parser refuses of a call, with its status; undefined where the caller is gone. */
export function refusalOfParser(code: string | undefined) {
  switch (code) {
    case "ECONNRESET":
      return undefined;
    case "HPE_HEADER_OVERFLOW":
      return { status: 431, refused: new LargeCallError({ path: "headers", expected: "fewer bytes" }) };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, refused: new UnreadableCallError({ path: "call", expected: "all of it in time" }) };
    default:
      return { status: 400, refused: new UnreadableCallError({ path: "call", expected: "one by the rules of HTTP" }) };
  }
}

const WORDS: Readonly<Record<string, readonly [path: string, expected: string]>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: ["body", "JSON, as the media type says; there is no body"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["body", "JSON, as the media type says"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["content-length", "the length of the body"],
  FST_ERR_BAD_URL: ["url", "a path whose percent signs stand for bytes of UTF-8"],
  FST_ERR_MAX_PARAM_LENGTH: ["url", "an id of at most 100 characters"],
};
