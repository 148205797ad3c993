/** Keys of DIDs of the method `web` (did:web, W3C CCG): a document at the address that the DID names. */
import type { JWK } from "jose";
import { refusal } from "../errors.ts";
import { parseJson } from "../json.ts";
import { HOST_PATTERN } from "../origin.ts";
import { readText, type TextAnswer } from "./read-text.ts";

/** Fetches a text; the platform's `fetch` does. */
export type FetchText = (
  url: string,
  options: { readonly signal: AbortSignal; readonly redirect: "error" },
) => Promise<TextAnswer & { readonly ok: boolean; readonly status: number }>;

const MAX_DOCUMENT = 65_536;
const TIMEOUT_MILLISECONDS = 5_000;
/** The end of an address in digits, such as a router's: a DID names a domain (did:web, section 3.2.1). */
const ADDRESS_END = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const PATH_PART = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * Where the document of a did:web stands.
 *
 * @throws DidError for another method, for an address in digits, and for what is no host with an optional port and path
 */
export function didWebUrl(did: string): string {
  const [scheme, method, authority = "", ...path] = String(did).split(":");
  const [host = "", port] = authority.split("%3A");
  const isName = HOST_PATTERN.test(host) && !ADDRESS_END.test(host);
  const isHost = isName && (port === undefined || /^[1-9][0-9]{0,4}$/.test(port));
  const isPath = path.length <= 10 && path.every((part) => PATH_PART.test(part) && !/^\.+$/.test(part));
  if (scheme !== "did" || method !== "web" || !isHost || !isPath)
    throw new DidError({ path: "did", expected: "did:web: and a host" });
  const place = path.length === 0 ? ".well-known" : path.join("/");
  return `https://${host}${port === undefined ? "" : `:${port}`}/${place}/did.json`;
}

/** The document that says which keys a DID has. */
export interface DidDocument {
  readonly "@context": readonly string[];
  readonly id: string;
  readonly verificationMethod: readonly {
    readonly id: string;
    readonly type: "JsonWebKey2020";
    readonly controller: string;
    readonly publicKeyJwk: JWK;
  }[];
  readonly assertionMethod: readonly string[];
  readonly authentication: readonly string[];
}

/** Makes the document of a DID to publish at {@link didWebUrl}. @param keys public ones, by their ids `did#name` */
export function didDocument(did: string, keys: Readonly<Record<string, JWK>>): DidDocument {
  const ids = Object.keys(keys);
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
    id: did,
    verificationMethod: ids.map((id) => ({ id, type: "JsonWebKey2020", controller: did, publicKeyJwk: keys[id]! })),
    assertionMethod: ids,
    authentication: ids,
  };
}

/**
 * The key of a DID, out of its document.
 *
 * @param keyId `did:web:example.org#key-1`, as a header's `kid` names it
 * @param use what the key must be for: `assertionMethod` of those who issue credentials
 * @throws DidError when the document can't be had, is another DID's, or has no such key for this use
 */
export async function resolveDidWeb(
  keyId: string,
  fetchText: FetchText = fetch,
  use: "authentication" | "assertionMethod" = "authentication",
): Promise<JWK> {
  const did = String(keyId).split("#")[0]!;
  const url = didWebUrl(did);
  const document = (await readDocument(url, fetchText)) as Partial<DidDocument> | null;
  if (document?.id !== did) throw new DidError({ path: "did.id", expected: did });
  const [methods, uses] = [[document.verificationMethod].flat(), [document[use]].flat()];
  const absolute = (id: unknown) => (typeof id === "string" && id.startsWith("#") ? `${did}${id}` : id);
  const method = methods.find((each) => absolute(each?.id) === keyId);
  const isForUse = uses.some((each) => absolute(each) === keyId);
  const { publicKeyJwk: key, controller } = method ?? {};
  if (typeof key !== "object" || key === null || !isForUse || absolute(controller) !== did)
    throw new DidError({ path: "did.verificationMethod", expected: `the key that signs, for ${use}` });
  return key;
}

async function readDocument(url: string, fetchText: FetchText): Promise<unknown> {
  const unreachable = (received?: string, cause?: unknown) =>
    new DidError({
      path: "did",
      expected: `a document at ${url}`,
      ...(received === undefined ? {} : { received }),
      cause,
    });
  let text: string | undefined;
  try {
    const answer = await fetchText(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS), redirect: "error" });
    if (!answer.ok) throw unreachable(String(answer.status));
    text = await readText(answer, MAX_DOCUMENT);
  } catch (cause) {
    throw cause instanceof DidError ? cause : unreachable(undefined, cause);
  }
  if (text === undefined) throw unreachable(`more than ${MAX_DOCUMENT} bytes`);
  return parseJson(text, MAX_DOCUMENT, DidError);
}

/**
 * A DID can't be resolved: another method than `web`, no document, or none with that key.
 *
 * What to do: publish the document at the address in the message, with the key under `verificationMethod` and
 * `authentication`; where it is there, try again.
 */
export class DidError extends /* @__PURE__ */ refusal("DID_UNRESOLVABLE", "DidError", "The DID can't be resolved") {}
