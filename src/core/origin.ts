/** Names of parties in the one spelling that counts: hosts, origins, programmes; chains and addresses on them. */

/** A host: labels of lower-case ASCII letters, digits and hyphens, punycode included; no port, no final dot. */
export const HOST_PATTERN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A programme of a verifier. */
export const PROGRAMME_PATTERN = /^[a-z0-9-]{1,64}$/;

/** An EVM chain (CAIP-2). */
export const EVM_CHAIN_PATTERN = /^eip155:[1-9][0-9]{0,31}$/;

/** An address on an EVM chain, in lower case. */
export const ADDRESS_PATTERN = /^0x[0-9a-f]{40}$/;

/** Whether a text is an origin of at most 512 characters in the one spelling that browsers give it; http only on this machine. */
export function isWebOrigin(text: string): boolean {
  if (text.length > 512) return false;
  try {
    const url = new URL(text);
    return url.origin === text && isSafeUrl(url);
  } catch {
    return false;
  }
}

/** Whether a connection is protected: https, or http that does not leave this machine. */
export function isSafeUrl({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}
