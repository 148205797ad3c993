/** The address of a service as others see it. */
import { InvalidInputError } from "../json.ts";
import { isSafeUrl } from "../origin.ts";

/** Reads it without the slash at the end: paths are put after it. @throws InvalidInputError */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isSafeUrl(url) || url.username !== "" || /[?#]/.test(text))
    throw new InvalidInputError({
      path: "publicUrl",
      expected: "an address such as https://verifier.example.org; http only on this machine",
    });
  return url.href.replace(/\/+$/, "");
}
