/** Bodies of JSON. */
import type { FastifyInstance } from "fastify";
import { InvalidInputError, repeatedKey } from "../json.ts";
import { visible } from "../text.ts";
import { UnreadableCallError } from "./unreadable.ts";

/**
 * Takes bodies of the type `application/json` that are UTF-8 and have each key of an object once. What a byte of another
 * encoding would become stands in a signed result for ever, and of two values one would be checked and the other used.
 */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    } catch {
      return done(new UnreadableCallError({ path: "body", expected: "UTF-8" }));
    }
    return parse(request, text, (error, value: unknown) => {
      const key = error === null ? repeatedKey(text) : undefined;
      if (key === undefined) return done(error, value);
      return done(new InvalidInputError({ path: `body.${visible(key)}`, expected: "each key once" }));
    });
  });
}
