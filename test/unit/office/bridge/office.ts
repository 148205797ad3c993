/**
 * An office with bridges on loopback, and what people have in their hands: our wallet, and source wallets made of
 * `@openid4vc/openid4vp` with the formats' own libraries.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Openid4vpAuthorizationRequest, Openid4vpClient } from "@openid4vc/openid4vp";
import { calculateJwkThumbprint, type JWK } from "jose";
import { hexToBytes } from "../../../../src/core/bytes.ts";
import { generateHolderSecret, type HolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { parseSchema, schemaId } from "../../../../src/credentials/credential/schema.ts";
import { generateRegistryKeys, openRegistryKeys } from "../../../../src/credentials/registry/registry-keys.ts";
import {
  type OfficeBridge,
  openJwtVcSource,
  openMdocSource,
  openSdJwtSource,
} from "../../../../src/office/bridge/bridge.ts";
import type { BridgeMapping } from "../../../../src/office/bridge/mapping.ts";
import type { Expected } from "../../../../src/office/bridge/presentation.ts";
import { createOfficeService } from "../../../../src/office/server/service.ts";
import type { OfficeServiceOptions } from "../../../../src/office/server/settings.ts";
import { openLocalSigner } from "../../../../src/office/signing/local.ts";
import { openOfficeStore } from "../../../../src/office/store/index.ts";
import {
  answerFromBrowser,
  collectBridge,
  requestInBrowser,
  startBridge,
} from "../../../../src/office/wallet/bridge.ts";
import { type ReceiveOptions, receiveCredential, type WalletFetch } from "../../../../src/office/wallet/receive.ts";
import { issueCertificate } from "../../../certificate-authority.ts";
import { callbacksOf } from "../../../independent.ts";
import { fixedKey } from "../../../world.ts";
import {
  didOf,
  issueJwtVc,
  issueMdoc,
  issuerChain,
  issueSdJwt,
  type MdocChange,
  newKey,
  PID_DOCTYPE,
  presentJwtVc,
  presentMdoc,
  presentSdJwt,
  type SdJwtChange,
  VC_TYPE,
  VCT,
} from "./world.ts";

export const RESIDENT = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
  ],
});
export const RESIDENT_ID = String(schemaId(RESIDENT));
export const RETURN_URL = "https://wallet.example.org/bridge";
const DISTRICTS = { Wien: "AT130", "Wiener Neustadt": "AT122" };

const mapping = (birthDate: string, district: string, subject: string): BridgeMapping => ({
  columns: { birthDate, district },
  tables: { [district]: DISTRICTS },
  subject: [subject],
  namespace: "at-pid",
});
const json = mapping("/birthdate", "/address/locality", "/personal_administrative_number");
const mdoc = mapping(
  `/${PID_DOCTYPE}/birth_date`,
  `/${PID_DOCTYPE}/resident_city`,
  `/${PID_DOCTYPE}/personal_administrative_number`,
);
export const LOGIN_MAPPING = json;

/** As people see it: a proxy in front of the office, which is on loopback here, has the certificate. */
export const PUBLIC_URL = "https://office.example.org";

const SERVERS = {
  authorization_signing_alg_values_supported: [],
  authorization_encryption_alg_values_supported: ["ECDH-ES"],
  authorization_encryption_enc_values_supported: ["A128GCM", "A256GCM"],
};

export type BridgedOffice = Awaited<ReturnType<typeof startBridgedOffice>>;

/** Starts an office whose bridges trust one test authority. */
export async function startBridgedOffice({
  more = [],
  prefix = "x509_hash",
  publicUrl = PUBLIC_URL,
  returnUrl = RETURN_URL,
  port = 0,
  ...change
}: {
  /** Of our wallet, on whose origin requests go through a browser. */
  readonly returnUrl?: string;
  /** Where the office listens; any free one by default. */
  readonly port?: number;
  readonly more?: readonly OfficeBridge[];
  readonly prefix?: "x509_hash" | "x509_san_dns";
} & Partial<OfficeServiceOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "civicproof-bridges-"));
  const clock = { ahead: 0 };
  const now = (): number => Math.floor(Date.now() / 1_000) + clock.ahead;
  const pid = await issuerChain();
  const [register, holder, device] = [await newKey(), await newKey(), await newKey()];
  const site = await issueCertificate({
    name: "Office",
    issuer: pid.root,
    dnsNames: ["office.example.org"],
  });
  const registryKeys = await openRegistryKeys(await generateRegistryKeys());
  const store = await openOfficeStore({
    ...{ database: `sqlite:${join(folder, "office.db")}`, registry: registryKeys.registry, now },
    subjectKey: hexToBytes("7b".repeat(32)),
    limits: { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 },
  });
  const signer = openLocalSigner(fixedKey(2));
  await store.issuers.add(signer, [RESIDENT_ID], "admin");
  const trust = { certificates: [pid.root.pem] };
  const { enrolment } = change;
  /** Where people enrol, the source also says by which claims the authority knows them. */
  const known = (own: BridgeMapping): BridgeMapping => {
    if (enrolment === undefined) return own;
    const { birthDate } = own.columns;
    return { ...own, identity: { columns: { birthDate: birthDate!, reference: own.subject[0]! } } };
  };
  const credential = "resident@1";
  const list: OfficeBridge[] = [
    { id: "pid", credential, mapping: known(json), source: await openSdJwtSource({ trust, types: [VCT], now }) },
    {
      id: "mdoc",
      credential,
      mapping: known(mdoc),
      source: await openMdocSource({ trust, docType: PID_DOCTYPE, now }),
    },
    {
      ...{ id: "vc", credential, mapping: known(json) },
      source: await openJwtVcSource({ trust: { dids: [didOf(register.publicJwk)] }, type: VC_TYPE, now }),
    },
    ...more,
  ];
  const logs: string[] = [];
  const settings = {
    ...{ publicUrl, store, registry: registryKeys.registry, credentials: [{ schema: RESIDENT }], signers: [signer] },
    bridges: { list, identity: { prefix, key: site.jwk, certificates: [site.pem] }, returnUrl },
  };
  const service = await createOfficeService({
    ...{ ...settings, displayName: "City of Example", now, maxCallsPerMinute: 100_000 },
    ...{ logLevel: "info", logDestination: { write: (line: string) => void logs.push(line) } },
    ...change,
  });
  const listens = await service.app.listen({ host: "127.0.0.1", port });
  const network = ((input: string | URL, init?: RequestInit) => {
    const { origin, pathname, search } = new URL(String(input));
    if (origin !== publicUrl) throw new Error(`nobody answers at ${origin}`);
    return globalThis.fetch(`${listens}${pathname}${search}`, init);
  }) as typeof globalThis.fetch;
  const fetch = network as WalletFetch;

  const begin = async (bridge: string, holderSecret: HolderSecret = generateHolderSecret(), replacement = false) => ({
    ...{ bridge, holderSecret },
    ...(await startBridge({ ...{ office: publicUrl, bridge, holderSecret, counter: 1, replacement, fetch } })),
  });
  const client = new Openid4vpClient({ callbacks: callbacksOf({ fetch: network }) });
  /** What a source wallet makes of a link: the request, whose signature it has checked. */
  const open = async (link: string) => {
    const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: parsed.params as never,
    });
    const asked = resolved.authorizationRequestPayload as Openid4vpAuthorizationRequest & {
      client_metadata: { jwks: { keys: JWK[] } };
    };
    const thumbprint = await calculateJwkThumbprint(asked.client_metadata.jwks.keys[0]!, "sha256");
    const expected: Expected = {
      ...{ nonce: asked.nonce, audience: asked.client_id!, place: { responseUri: asked.response_uri! } },
      encryptionThumbprint: new Uint8Array(Buffer.from(thumbprint, "base64url")),
    };
    return { asked, resolved, expected };
  };
  const send = async (asked: Openid4vpAuthorizationRequest, presentation: unknown) => {
    const made = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: asked,
      authorizationResponsePayload: { vp_token: { source: [presentation as never] } },
      jarm: {
        encryption: { nonce: "wallet-nonce" },
        serverMetadata: SERVERS,
      },
    });
    const { response } = await client.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: asked,
      authorizationResponsePayload: made.authorizationResponsePayload,
      jarm: { responseJwt: made.jarm!.responseJwt },
    });
    return { status: response.status, body: (await response.json()) as { redirect_uri?: string; code?: string } };
  };
  const PAGE = new URL(returnUrl).origin;
  /**
   * What a source wallet makes of a request that a browser passes on.
   *
   * @param origin  of the page that asks, as the browser names it
   * @param believed  what a wallet that does not look takes it for
   */
  const openDigital = async (data: { readonly request: string }, origin: string, believed = origin) => {
    const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: data });
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      ...{ authorizationRequestPayload: parsed.params as never, origin: believed },
    });
    const asked = resolved.authorizationRequestPayload as Openid4vpAuthorizationRequest & {
      client_metadata: { jwks: { keys: JWK[] } };
    };
    const thumbprint = await calculateJwkThumbprint(asked.client_metadata.jwks.keys[0]!, "sha256");
    const expected: Expected = {
      ...{ nonce: asked.nonce, audience: `origin:${origin}`, place: { origin } },
      encryptionThumbprint: new Uint8Array(Buffer.from(thumbprint, "base64url")),
    };
    return { asked, expected };
  };
  /** A source wallet's answer, as a browser gives it to the page. */
  const sealDigital = async (asked: Openid4vpAuthorizationRequest, presentation: unknown, origin: string) => {
    const { jarm } = await client.createOpenid4vpAuthorizationResponse({
      ...{ authorizationRequestPayload: asked, origin },
      authorizationResponsePayload: { vp_token: { source: [presentation as never] } },
      jarm: { encryption: { nonce: "wallet-nonce" }, serverMetadata: SERVERS },
    });
    return jarm!.responseJwt;
  };
  const openInBrowser = async (ticket: string) => {
    const { digital } = await requestInBrowser({ office: publicUrl, ticket, fetch });
    return openDigital(digital.requests[0]!.data as { readonly request: string }, PAGE);
  };
  const give = async (ticket: string, asked: Openid4vpAuthorizationRequest, presentation: unknown) =>
    answerFromBrowser({ office: publicUrl, ticket, response: await sealDigital(asked, presentation, PAGE), fetch });
  /** Credentials of people, by bridge, and how each is shown. */
  const issue = {
    pid: (given: SdJwtChange = {}) =>
      issueSdJwt({ holder: holder.publicJwk, issuer: pid.leaf.jwk, chain: [pid.leaf] }, given),
    mdoc: (given: MdocChange = {}) =>
      issueMdoc({ device: device.publicJwk, issuer: pid.leaf.jwk, chain: [pid.leaf] }, given),
    vc: (given: object = {}) =>
      issueJwtVc({ holder: holder.publicJwk, issuer: register.privateJwk, iss: didOf(register.publicJwk) }, given),
  };
  const show = {
    pid: async (expected: Expected, given?: SdJwtChange) =>
      presentSdJwt(await issue.pid(given), { holder: holder.privateJwk, expected }),
    mdoc: async (expected: Expected, given?: MdocChange) =>
      presentMdoc(await issue.mdoc(given), { device: device.privateJwk, expected }),
    vc: async (expected: Expected, given?: object) =>
      presentJwtVc(await issue.vc(given), { holder: holder.privateJwk, expected }),
  };
  const codeIn = (url: string): string => new URLSearchParams(new URL(url).hash.slice(1)).get("response_code")!;
  const collect = async (ticket: string, responseCode: string) =>
    collectBridge({ office: publicUrl, ticket, responseCode, fetch });
  const receive = async (
    offer: Awaited<ReturnType<typeof collect>>,
    holderSecret: HolderSecret,
    more: Pick<ReceiveOptions, "answer"> = {},
  ) => receiveCredential({ offer, confirmedIssuer: publicUrl, holderSecret, counter: 1, fetch, clock: now, ...more });

  return {
    ...{
      publicUrl,
      listens,
      network,
      store,
      signer,
      registryKeys,
      settings,
      clock,
      now,
      logs,
      service,
      pid,
      issue,
      show,
      folder,
    },
    ...{ begin, open, send, openDigital, sealDigital, openInBrowser, give, collect, receive, codeIn },
    /** From the link in our wallet to our credential. */
    async run(
      bridge: "pid" | "mdoc" | "vc",
      { secret = generateHolderSecret(), change = {}, replacement = false } = {},
    ) {
      const started = await begin(bridge, secret, replacement);
      const { asked, expected } = await open(started.link);
      const { body, status } = await send(asked, await show[bridge](expected, change));
      if (status !== 200) throw Object.assign(new Error(JSON.stringify(body)), { code: body.code });
      const offer = await collect(started.ticket, codeIn(body.redirect_uri!));
      const received = await receive(offer, secret);
      if (!("credential" in received)) throw new Error("no credential");
      return received.credential;
    },
    async close() {
      await service.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
