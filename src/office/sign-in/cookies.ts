/** The office's two cookies: one of a session, one that waits for the provider. Neither can be read by a script. */
import { createHmac } from "node:crypto";
import { bytesToBase64url } from "../../core/bytes.ts";

export interface OfficeCookies {
  readonly session: CookieJar;
  readonly signIn: CookieJar;
}

/** One cookie, as headers have it. */
export interface CookieJar {
  /** Its value in a `Cookie` header; undefined when it is not there, or there twice. */
  read(header: string | undefined): string | undefined;
  /** A `Set-Cookie` header. */
  set(value: string, seconds: number): string;
  /** A `Set-Cookie` header that takes it away. */
  readonly clear: string;
}

/**
 * @param publicUrl over https both are Secure, and their names start with a prefix by which browsers let no other host set
 *   them (RFC 6265bis, section 4.1.3); http is for this machine alone
 */
export function officeCookies(publicUrl: string): OfficeCookies {
  const { protocol, pathname } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  const prefix = isSecure ? (pathname === "/" ? "__Host-" : "__Secure-") : "";
  const jar = (name: string, sameSite: "Strict" | "Lax"): CookieJar => {
    const own = `${prefix}${name}`;
    const attributes = `Path=${pathname}; HttpOnly; SameSite=${sameSite}${isSecure ? "; Secure" : ""}`;
    return {
      read(header = "") {
        const found = header.split(/; */).filter((pair) => pair.startsWith(`${own}=`));
        return found.length === 1 ? found[0]!.slice(own.length + 1) : undefined;
      },
      set: (value, seconds) => `${own}=${value}; Max-Age=${seconds}; ${attributes}`,
      clear: `${own}=; Max-Age=0; ${attributes}`,
    };
  };
  // The provider's page leads back: a cookie that no other site may lead along would not come with it.
  return { session: jar("civicproof-session", "Strict"), signIn: jar("civicproof-sign-in", "Lax") };
}

/** What a page of the office sends with each change: only who can read answers of this origin knows it. */
export function csrfToken(session: string): string {
  return bytesToBase64url(new Uint8Array(createHmac("sha256", session).update("civicproof/v2/office/csrf").digest()));
}
