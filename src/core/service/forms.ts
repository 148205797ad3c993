/** Bodies of HTML forms. */
import type { FastifyInstance } from "fastify";
import { InvalidInputError } from "../json.ts";

/** Takes bodies of the type `application/x-www-form-urlencoded`, in which each field stands once. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: string) => readForm(body),
  );
}

function readForm(body: string): Record<string, string> {
  const form = new URLSearchParams(body);
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) throw new InvalidInputError({ path: "body", expected: "each field once" });
  return Object.fromEntries(form);
}
