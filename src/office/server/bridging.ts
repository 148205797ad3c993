/** A session of a bridge: our wallet begins it for a commitment, a source is shown for it, and an offer follows. */
import { calculateJwkThumbprint, type JWK } from "jose";
import { base64urlToBytes } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { decryptResponse, encryptionMetadata, generateResponseKey } from "../../core/openid/encrypted-response.ts";
import { openRequestSigner } from "../../core/openid/sign-request.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { toHolderCommitment } from "../../credentials/credential/holder.ts";
import { schemaReference } from "../../credentials/credential/schema.ts";
import { formatRequestLink } from "../../presentation/openid/sign-request.ts";
import type { OfficeBridge } from "../bridge/bridge.ts";
import { openBridgeMapping, type SourceReader } from "../bridge/mapping.ts";
import { newSessionRandom, presentationNonce } from "../bridge/nonce.ts";
import type { Expected, SourceFacts } from "../bridge/presentation.ts";
import { QUERY_ID } from "../bridge/query.ts";
import { BridgeMalformedError } from "../bridge/refusals.ts";
import type { HeldSource, NewBridgeSession, OpenBridgeSession } from "../store/bridge-sessions.ts";
import { bridgeActor, type Issuance } from "./issuance.ts";
import type { OfficeSettings } from "./settings.ts";

/** What our wallet begins with. */
export interface BridgeWish {
  readonly bridge: string;
  /** Of the credential that is to be issued, in decimal. */
  readonly commitment: string;
  /** The person has a credential from here that this one is to replace. */
  readonly replacement?: boolean | undefined;
}

export type Bridging = Awaited<ReturnType<typeof createBridging>>;

interface Opened extends OfficeBridge {
  readonly reader: SourceReader;
}

/**
 * Opens the office's bridges.
 *
 * @throws InvalidInputError for a bridge that does not fit the office's credentials, or by which one person would get two
 * @throws what `openRequestSigner` throws
 */
export async function createBridging(settings: OfficeSettings, issuance: Issuance) {
  const { store, bridges, publicUrl, enrolment } = settings;
  if (bridges === undefined) return undefined;
  const now = settings.now ?? (() => Math.floor(Date.now() / 1_000));
  if (!URL.canParse(bridges.returnUrl) || !isSafeUrl(new URL(bridges.returnUrl)) || bridges.returnUrl.includes("#"))
    throw new InvalidInputError({ path: "bridges.returnUrl", expected: "an https address without a fragment" });
  const opened = new Map<string, Opened>();
  for (const bridge of bridges.list) {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(bridge.id) || opened.has(bridge.id))
      throw new InvalidInputError({ path: "bridges.id", expected: "letters, digits and hyphens, each name once" });
    const kind = [...issuance.kinds.values()].find(({ schema }) => schemaReference(schema) === bridge.credential);
    if (kind === undefined)
      throw new InvalidInputError({ path: "bridges.credential", expected: "one that this office issues" });
    const terms = { schema: kind.schema, identitySchema: enrolment?.schema, mapping: bridge.mapping };
    const reader = openBridgeMapping(terms);
    // A query that can't be made is found before anybody asks.
    if (bridge.source.kind === "wallet") bridge.source.query(reader.places);
    opened.set(bridge.id, { ...bridge, reader });
  }
  if (enrolment === undefined) requireOneNaming(bridges.list, issuance);
  const asksWallets = bridges.list.some(({ source }) => source.kind === "wallet");
  if (asksWallets && bridges.identity === undefined)
    throw new InvalidInputError({ path: "bridges.identity", expected: "a certificate, to sign requests to wallets" });
  const signer = bridges.identity === undefined ? undefined : await openRequestSigner(bridges.identity, now());

  const { hostname } = new URL(publicUrl);
  // Wallets send their answer to no other host than the one that is named so (OpenID4VP 1.0, section 5.9.3).
  if (signer?.prefix === "x509_san_dns" && !signer.hosts.includes(hostname))
    throw new InvalidInputError({
      path: "bridges.identity",
      expected: `a certificate for ${hostname}, where answers go`,
    });

  const pageOrigin = new URL(bridges.returnUrl).origin;
  const bridgeOf = (id: string): Opened => {
    const found = opened.get(id);
    if (found === undefined) throw new InvalidInputError({ path: "bridge", expected: "one of this office" });
    return found;
  };
  const addresses = (id: string) => ({
    requestUri: `${publicUrl}/bridge/request/${id}`,
    responseUri: `${publicUrl}/bridge/response/${id}`,
    redirectUri: `${publicUrl}/bridge/callback`,
  });
  const nonceOf = ({ random, commitment }: NewBridgeSession): string => presentationNonce(random, commitment);

  /** The page of the settings, with the code where no server sees it. */
  const returnTo = (code: string): string => `${bridges.returnUrl}#response_code=${code}`;

  const walletSourceOf = ({ bridge }: NewBridgeSession) => {
    const { source, reader } = bridgeOf(bridge);
    if (source.kind !== "wallet") throw new InvalidInputError({ path: "bridge", expected: "one that asks wallets" });
    return { source, reader };
  };

  const sign = async (session: OpenBridgeSession, change: object): Promise<string> => {
    const { source, reader } = walletSourceOf(session);
    const { d: _, ...publicJwk } = JSON.parse(session.secret) as JWK;
    const claims = {
      ...{ response_type: "vp_token", nonce: nonceOf(session), dcql_query: source.query(reader.places) },
      client_metadata: { ...encryptionMetadata({ publicJwk }), vp_formats_supported: source.formats },
      ...change,
    };
    return signer!.sign(claims, { nowSeconds: now(), expiresAtSeconds: session.expiresAtSeconds });
  };

  /** Decrypts an answer and verifies the one presentation in it. */
  const verify = async (
    session: OpenBridgeSession,
    response: unknown,
    { state, ...rest }: Pick<Expected, "audience" | "place"> & { readonly state?: string },
  ): Promise<SourceFacts> => {
    const { source } = walletSourceOf(session);
    const privateJwk = JSON.parse(session.secret) as JWK;
    const answer = await decryptResponse(response, privateJwk);
    if (answer.error !== undefined) throw new BridgeDeclinedError({ path: "error" });
    if (answer.state !== state) throw new BridgeMalformedError({ path: "state", expected: "the session's" });
    return source.verify(thePresentation(answer.vp_token), {
      ...{ nonce: nonceOf(session), ...rest, encryptionThumbprint: await thumbprintOf(privateJwk) },
    });
  };

  /** Maps what was verified and keeps it. @returns the response code */
  const keep = async (id: string, session: NewBridgeSession, facts: SourceFacts): Promise<string> => {
    const mapped = bridgeOf(session.bridge).reader.read(facts.values);
    const { expiresAtSeconds } = facts;
    const held: HeldSource = {
      ...mapped,
      ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
      commitment: String(session.commitment),
    };
    return store.bridges.present(id, held);
  };

  return {
    /** @throws InvalidInputError, CredentialMalformedError, LoginUnavailableError */
    async start({ bridge: name, commitment, replacement = false }: BridgeWish) {
      const bridge = bridgeOf(name);
      const wish: NewBridgeSession = {
        ...{ bridge: name, commitment: toHolderCommitment(commitment, "commitment"), mayReplace: replacement },
        random: newSessionRandom(),
      };
      if (bridge.source.kind === "wallet") {
        const made = await store.bridges.open(wish, async (id) =>
          JSON.stringify((await generateResponseKey(id)).privateJwk),
        );
        const { requestUri } = addresses(made.id);
        return { ...made, link: formatRequestLink({ clientId: signer!.clientId, requestUri, method: "post" }) };
      }
      let link = "";
      const { begin } = bridge.source;
      const made = await store.bridges.open(wish, async (id) => {
        const login = await begin({ nonce: nonceOf(wish), state: id, redirectUri: addresses(id).redirectUri });
        link = login.url;
        return login.secret;
      });
      return { ...made, link };
    },

    /** The request object of a session. @throws BridgeSessionError, BridgeSessionUsedError */
    async request(id: string, walletNonce?: string): Promise<string> {
      return sign(await store.bridges.byId(id), {
        ...{ response_mode: "direct_post.jwt", response_uri: addresses(id).responseUri, state: id },
        ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
      });
    },

    /** The same for a browser's Digital Credentials API, for the page that began. */
    async digitalRequest(ticket: string): Promise<string> {
      return sign(await store.bridges.byTicket(ticket), {
        response_mode: "dc_api.jwt",
        expected_origins: [pageOrigin],
      });
    },

    /**
     * What the browser gave to that page. It has told the wallet which page asks, and the wallet has signed that: nobody else's
     * page can have brought this about, so no response code is needed.
     *
     * @throws as {@link respond}
     */
    async digitalResponse(ticket: string, response: unknown): Promise<string> {
      const session = await store.bridges.byTicket(ticket);
      const facts = await verify(session, response, {
        ...{ audience: `origin:${pageOrigin}`, place: { origin: pageOrigin } },
      });
      return keep(session.id, session, facts);
    },

    /**
     * A source wallet's answer.
     *
     * @returns where the wallet sends the person
     * @throws BridgeDeclinedError, what decrypting throws, and every refusal of the source
     */
    async respond(id: string, response: unknown): Promise<string> {
      const session = await store.bridges.byId(id);
      const place = { responseUri: addresses(id).responseUri };
      const facts = await verify(session, response, { audience: signer!.clientId, place, state: id });
      return returnTo(await keep(id, session, facts));
    },

    /** A provider sends the person back. @returns where she goes on @throws every refusal of the source */
    async callback(query: string): Promise<string> {
      const { redirectUri } = addresses("");
      const callback = new URL(`${redirectUri}?${query}`);
      const state = callback.searchParams.get("state") ?? "";
      const session = await store.bridges.byId(state);
      const { source } = bridgeOf(session.bridge);
      if (source.kind !== "login") throw new InvalidInputError({ path: "bridge", expected: "one with a login" });
      const { secret } = session;
      const facts = await source.finish({ nonce: nonceOf(session), state, redirectUri, secret, callback });
      return returnTo(await keep(state, session, facts));
    },

    /** The offer that follows, for whoever has the ticket and the response code. */
    async collect({ ticket, responseCode }: { readonly ticket: string; readonly responseCode: string }) {
      const { id, bridge, held, mayReplace } = await store.bridges.collect(ticket, responseCode);
      const { credential } = bridgeOf(bridge);
      const offer = await issuance.offerHeld({
        subject: held.subject,
        credential,
        mayReplace,
        actor: bridgeActor(bridge),
      });
      await store.bridges.attach(id, offer.id);
      return { ...offer, credential };
    },
  };
}

/**
 * Where nobody enrols, an identifier alone says who somebody is. A credential that is issued by two kinds of identifiers (of
 * two name spaces, or of one and the register) would be issued twice to whoever has both.
 */
function requireOneNaming(list: readonly OfficeBridge[], { kinds }: Issuance): void {
  for (const { schema, source } of kinds.values()) {
    const own = list.filter(({ credential }) => credential === schemaReference(schema));
    const names = new Set(own.map(({ mapping }) => mapping.namespace));
    if (names.size > (source === undefined ? 1 : 0))
      throw new InvalidInputError({
        path: "bridges.mapping.namespace",
        expected: `one way of naming people for ${schemaReference(schema)}, its register included; or enrolment`,
      });
    // A number, and the same number after its country, are two identifiers of one person.
    if (new Set(own.map(({ mapping }) => mapping.subject.length)).size > 1)
      throw new InvalidInputError({
        path: "bridges.mapping.subject",
        expected: `as many places in each bridge for ${schemaReference(schema)}; or enrolment`,
      });
  }
}

async function thumbprintOf(jwk: JWK): Promise<Uint8Array> {
  return base64urlToBytes(await calculateJwkThumbprint(jwk, "sha256"))!;
}

/** The one presentation of the one credential that was asked for (OpenID4VP 1.0, section 8.1). */
function thePresentation(token: unknown): unknown {
  const found = typeof token === "object" && token !== null ? Object.entries(token) : [];
  const [[name, list] = []] = found;
  if (found.length !== 1 || name !== QUERY_ID || !Array.isArray(list) || list.length !== 1)
    throw new BridgeMalformedError({ path: "vp_token", expected: "one presentation" });
  return list[0];
}

/**
 * The person, or the source wallet, has declined.
 *
 * What to do: begin again, with another source where there is one, or come to the desk.
 */
export class BridgeDeclinedError extends /* @__PURE__ */ refusal(
  "BRIDGE_DECLINED",
  "BridgeDeclinedError",
  "The source wallet has declined",
) {}
