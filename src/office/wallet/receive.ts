/** The wallet's side of an offer: from what was read or typed to a checked credential. */
import { parseJson } from "../../core/json.ts";
import { readText, type TextAnswer } from "../../core/openid/read-text.ts";
import { ownWith } from "../../core/own.ts";
import { type Credential, checkCredential } from "../../credentials/credential/credential.ts";
import { type HolderSecret, holderCommitment } from "../../credentials/credential/holder.ts";
import { type CredentialSchema, parseSchema } from "../../credentials/credential/schema.ts";
import { createEnrolment } from "../../presentation/proof/create.ts";
import type { Enrolment } from "../../presentation/proof/enrolment.ts";
import { type OpenedRequest, openRequest } from "../../presentation/proof/open-request.ts";
import type { CreatePresentationOptions } from "../../presentation/proof/prove.ts";
import { PRE_AUTHORIZED } from "../server/offer-link.ts";
import { OfferMalformedError, OfficeAnswerError, type ReadOffer, readIssuer, readOffer, record } from "./offer.ts";

/** `fetch`, or something like it. */
export type WalletFetch = (
  url: string,
  init: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: "error";
    readonly signal: AbortSignal;
  },
) => Promise<TextAnswer & { readonly status: number }>;

/** Options of {@link receiveCredential}. */
export interface ReceiveOptions {
  readonly offer: ReadOffer;
  /** The office that the holder means: what the offer names must be its origin, as shown to the holder and confirmed. */
  readonly confirmedIssuer: string;
  readonly transactionCode?: string | undefined;
  readonly holderSecret: HolderSecret;
  /** Of the commitment: one for each office that no other has seen. */
  readonly counter: number;
  /** The schema that the wallet expects; by default the one that the office publishes. */
  readonly schema?: CredentialSchema | undefined;
  /** Proves with the authority's enrolment credential, where the office asks for it. */
  readonly enrolment?: Pick<CreatePresentationOptions, "credential" | "registry" | "artifacts" | "prover"> | undefined;
  /** Makes the answer to an enrolment request elsewhere, in a worker for example, in place of `enrolment`. */
  readonly answer?: ((request: OpenedRequest, counter: number) => Promise<Enrolment>) | undefined;
  readonly fetch?: WalletFetch | undefined;
  /** Seconds since the epoch; this device's clock by default. */
  readonly clock?: (() => number) | undefined;
}

/** A credential, or what to ask for later. */
export type Received =
  | { readonly credential: Credential }
  | { readonly waiting: { readonly transactionId: string; readonly token: string; readonly intervalSeconds: number } };

const MAX_ANSWER = 100_000;
/** Characters of an office's name. */
const MAX_NAME = 200;
const ANSWER_MILLISECONDS = 20_000;

/**
 * Asks an office for the offer of a code that the holder typed.
 *
 * @throws OfferMalformedError, OfficeAnswerError
 */
export async function readShortCode(
  code: string,
  office: string,
  options: Pick<ReceiveOptions, "fetch"> = {},
): Promise<ReadOffer> {
  const issuer = readIssuer(office);
  const call = createCalls(options.fetch);
  return readOffer((await call(`${issuer}/offer`, { json: { code } })).body);
}

/**
 * Receives what was offered: redeems the code, proves possession for the office's nonce, and checks what comes back. The
 * office never sees the secret.
 *
 * @throws OfferMalformedError when the offer is from another office than the holder confirmed
 * @throws OfficeAnswerError for a refusal of the office, with its code, and for an answer that is none
 * @throws CredentialMalformedError …, as `checkCredential`: a credential that is not for this secret or not signed is not kept
 * @throws what `openRequest` and `createEnrolment` throw
 */
export async function receiveCredential(given: ReceiveOptions): Promise<Received> {
  const options = ownWith(given, "offer", "confirmedIssuer", "holderSecret", "counter");
  return receiveWith(await redeemOffer(options), options);
}

/** Redeems an offer's code for a token, which stays good while the office still has the answer. */
export async function redeemOffer({
  offer,
  confirmedIssuer,
  transactionCode,
  fetch,
}: Pick<ReceiveOptions, "offer" | "confirmedIssuer" | "transactionCode" | "fetch">): Promise<string> {
  const { issuer } = offer;
  if (readIssuer(confirmedIssuer) !== issuer)
    throw new OfferMalformedError({ path: "credential_issuer", expected: "the office that the holder confirmed" });
  const call = createCalls(fetch);
  const server = record((await call(`${issuer}/.well-known/oauth-authorization-server`)).body);
  const { body } = await call(sameOrigin(server.token_endpoint, issuer), {
    form: {
      grant_type: PRE_AUTHORIZED,
      "pre-authorized_code": offer.code,
      ...(transactionCode === undefined ? {} : { tx_code: transactionCode }),
    },
  });
  const token = record(body).access_token;
  if (typeof token !== "string") throw new OfficeAnswerError({ path: "access_token", expected: "a text" });
  return token;
}

/** Asks for the credential with a token; once more gives the same one. */
export async function receiveWith(token: string, options: ReceiveOptions): Promise<Received> {
  const { offer, holderSecret } = options;
  const call = createCalls(options.fetch);
  const kind = await readKind(call, offer);
  const nonce = record((await call(kind.nonceEndpoint, { token })).body);
  const proof = await proveFor(nonce, { ...options, issuer: offer.issuer });
  const answer = await call(kind.credentialEndpoint, {
    token,
    json: { credential_configuration_id: offer.credential, proofs: proof },
  });
  return readAnswer(answer, { token, kind, holderSecret, ...(options.schema && { schema: options.schema }) });
}

/**
 * Asks for a credential that somebody at the office had to look at first.
 *
 * @throws OfficeAnswerError, CredentialMalformedError …
 */
export async function receiveDeferred(
  given: Pick<ReceiveOptions, "offer" | "holderSecret" | "schema" | "fetch"> & {
    readonly waiting: { readonly transactionId: string; readonly token: string };
  },
): Promise<Received> {
  const { offer, holderSecret, schema, waiting, fetch } = ownWith(given, "offer", "holderSecret", "waiting");
  const call = createCalls(fetch);
  const kind = await readKind(call, offer);
  const { token, transactionId } = waiting;
  const answer = await call(kind.deferredEndpoint, { token, json: { transaction_id: transactionId } });
  return readAnswer(answer, { token, kind, holderSecret, ...(schema && { schema }) });
}

interface Kind {
  /** What the office calls itself. */
  readonly name: string;
  readonly schema: CredentialSchema;
  readonly nonceEndpoint: string;
  readonly credentialEndpoint: string;
  readonly deferredEndpoint: string;
}

/** What the office says of itself and of the credential that it offers. @throws OfficeAnswerError, SchemaError */
export async function readKind(call: Call, { issuer, credential }: ReadOffer): Promise<Kind> {
  const metadata = record((await call(`${issuer}/.well-known/openid-credential-issuer`)).body);
  if (metadata.credential_issuer !== issuer)
    throw new OfficeAnswerError({ path: "credential_issuer", expected: "the address that was asked" });
  const configuration = record(record(metadata.credential_configurations_supported)[credential]);
  const { name } = record([metadata.display].flat()[0]);
  return {
    name: typeof name === "string" && name !== "" ? name.slice(0, MAX_NAME) : new URL(issuer).host,
    schema: parseSchema(configuration.schema),
    nonceEndpoint: sameOrigin(metadata.nonce_endpoint, issuer),
    credentialEndpoint: sameOrigin(metadata.credential_endpoint, issuer),
    deferredEndpoint: sameOrigin(metadata.deferred_credential_endpoint, issuer),
  };
}

/** A code or a token goes to the office and to nobody else. */
function sameOrigin(value: unknown, issuer: string): string {
  if (typeof value !== "string" || !URL.canParse(value) || new URL(value).origin !== new URL(issuer).origin)
    throw new OfficeAnswerError({ path: "endpoint", expected: "an address of the office" });
  return value;
}

async function proveFor(
  { enrolment_request: asked }: Readonly<Record<string, unknown>>,
  options: ReceiveOptions & { readonly issuer: string },
): Promise<object> {
  const { holderSecret, counter, enrolment, answer, clock, issuer } = options;
  if (asked === undefined) return { civicproof_commitment: [String(holderCommitment(holderSecret, counter))] };
  const request = openRequest(asked, {
    askedBy: new URL(issuer).origin,
    // The office's name of the file: the offer, which the holder has confirmed.
    confirmedRecipient: String(record(asked).recipient),
    ...(clock === undefined ? {} : { clock }),
  });
  if (answer !== undefined) return { civicproof_enrolment: [await answer(request, counter)] };
  if (enrolment === undefined)
    throw new OfficeAnswerError({
      path: "enrolment_request",
      expected: "no enrolment, as there is no credential for it",
    });
  return { civicproof_enrolment: [await createEnrolment({ ...enrolment, holderSecret, counter, request })] };
}

function readAnswer(
  { status, body }: Answer,
  known: { token: string; kind: Kind; holderSecret: HolderSecret; schema?: CredentialSchema },
): Received {
  const { token, kind, holderSecret, schema = kind.schema } = known;
  if (status === 202) {
    const { transaction_id: transactionId, interval } = record(body);
    if (typeof transactionId !== "string") throw new OfficeAnswerError({ path: "transaction_id", expected: "a text" });
    const intervalSeconds = typeof interval === "number" && interval > 0 ? Math.min(interval, 86_400) : 60;
    return { waiting: { transactionId, token, intervalSeconds } };
  }
  const [first] = [record(body).credentials].flat();
  const credential = record(first).credential as Credential;
  checkCredential(credential, { schema, holderSecret });
  return { credential };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Call = (
  url: string,
  send?: { readonly json?: object; readonly form?: Record<string, string>; readonly token?: string },
) => Promise<Answer>;

export function createCalls(fetcher: WalletFetch = globalThis.fetch as WalletFetch): Call {
  return async (url, { json, form, token } = {}) => {
    const body =
      form === undefined ? (json === undefined ? undefined : JSON.stringify(json)) : String(new URLSearchParams(form));
    const type = form === undefined ? "application/json" : "application/x-www-form-urlencoded";
    let status: number;
    let text: string | undefined;
    try {
      const response = await fetcher(url, {
        method: json === undefined && form === undefined && token === undefined ? "GET" : "POST",
        headers: {
          ...(body === undefined ? {} : { "content-type": type }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      });
      status = response.status;
      text = await readText(response, MAX_ANSWER);
    } catch (cause) {
      throw new OfficeAnswerError({ path: "office", expected: "an answer", cause });
    }
    if (text === undefined)
      throw new OfficeAnswerError({ path: "office", expected: `an answer of at most ${MAX_ANSWER} bytes` });
    const answer = parseJson(text, MAX_ANSWER, OfficeAnswerError);
    if (status === 200 || status === 202) return { status, body: answer };
    const { code, error } = record(answer);
    const said = [code, error].find((each) => typeof each === "string" && /^[\w-]{1,64}$/.test(each));
    throw new OfficeAnswerError({ path: "office", expected: "a credential", received: String(said ?? status) });
  };
}
