/** Bodies of HTML forms. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { InvalidInputError } from "../json.ts";
import { MediaTypeError } from "./unreadable.ts";

const FORM = "application/x-www-form-urlencoded";

/**
 * Takes bodies of the type `application/x-www-form-urlencoded`, in which each field stands once, on routes whose schema
 * says that they consume it: any page can make a browser post a form.
 */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(FORM, { parseAs: "string" }, async (request: FastifyRequest, body: string) => {
    if (!request.routeOptions.schema?.consumes?.includes(FORM))
      throw new MediaTypeError({ path: "content-type", expected: "one that the route takes" });
    return readForm(body);
  });
}

function readForm(body: string): Record<string, string> {
  const form = new URLSearchParams(body);
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) throw new InvalidInputError({ path: "body", expected: "each field once" });
  return Object.fromEntries(form);
}
