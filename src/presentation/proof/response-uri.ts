/** The address to which a wallet posts an answer: of the web, and nothing that could mean something else to a reader. */
import { isSafeUrl } from "../../core/origin.ts";
import { isShownText } from "../../core/text.ts";
import { RequestError } from "./request.ts";

const EXPECTED = "an https address (http on this machine) without credentials and fragment, as URL spells it";

/**
 * Checks an address to which a wallet would post.
 *
 * @param path where it stands, for the error
 * @returns its origin
 * @throws RequestError for another scheme, credentials, a fragment, invisible characters, or another spelling of it
 */
export function checkResponseUri(uri: unknown, path: string): string {
  if (typeof uri !== "string" || uri.length > 2_048 || !isShownText(uri) || !URL.canParse(uri)) return refuse(path);
  const url = new URL(uri);
  const { href, origin, username, password } = url;
  if (!isSafeUrl(url) || username !== "" || password !== "" || uri.includes("#") || uri !== href) return refuse(path);
  return origin;
}

function refuse(path: string): never {
  throw new RequestError({ path, expected: EXPECTED });
}
