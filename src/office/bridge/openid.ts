/** A national eID or a register behind OpenID Connect. `openid-client` does the protocol; what makes it a bridge is here. */
import type * as client from "openid-client";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { ownWith, requireList } from "../../core/own.ts";
import { loadPeer } from "../../core/peer.ts";
import { BRIDGE_SECONDS } from "../store/bridge-sessions.ts";
import type { LoginSource } from "./bridge.ts";
import { ALGORITHMS, readObject, SKEW_SECONDS } from "./jws.ts";
import { BridgeAudienceError, BridgeNonceError, BridgeSignatureError } from "./refusals.ts";

/** Options of {@link openLoginSource}. */
export interface LoginSourceOptions {
  /** The provider; its configuration and keys are read from there, over https. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The levels of assurance that are enough; without one in the ID token nobody is taken. */
  readonly acrValues: readonly string[];
  /** `openid` by default. */
  readonly scope?: string | undefined;
  /** By which the provider signs ID tokens; ES256 by default. */
  readonly algorithm?: string | undefined;
  /** The `claims` parameter (OpenID Connect Core 1.0, section 5.5). */
  readonly claims?: object | undefined;
}

const SECONDS = 10;

/**
 * A provider of OpenID Connect: authorization code flow with PKCE, whose nonce binds the holder commitment. The person signs
 * in anew for it. Of the answer the signed ID token alone is read.
 *
 * @throws InvalidInputError for an address that is not https, or http on this machine
 * @throws PackageMissingError without `openid-client`
 */
export async function openLoginSource(given: LoginSourceOptions): Promise<LoginSource> {
  const options = ownWith(given, "issuer", "clientId", "clientSecret", "acrValues");
  requireList("acrValues", options.acrValues);
  const { issuer, clientId, clientSecret, acrValues, scope = "openid", algorithm = "ES256", claims } = options;
  if (!URL.canParse(issuer) || !isSafeUrl(new URL(issuer)))
    throw new InvalidInputError({ path: "issuer", expected: "an https address, or http on this machine" });
  if (acrValues.length === 0) throw new InvalidInputError({ path: "acrValues", expected: "a level of assurance" });
  // RS256 is what most providers have; none and a shared secret are what nobody should.
  if (![...ALGORITHMS, "PS256", "RS256"].includes(algorithm))
    throw new InvalidInputError({ path: "algorithm", expected: "an asymmetric algorithm" });
  const openid = await loadPeer("openid-client", () => import("openid-client"));
  let known: Promise<client.Configuration> | undefined;
  const configure = async (): Promise<client.Configuration> => {
    const insecure = new URL(issuer).protocol === "http:" ? [openid.allowInsecureRequests] : [];
    const configuration = await openid.discovery(
      new URL(issuer),
      clientId,
      { client_secret: clientSecret, id_token_signed_response_alg: algorithm },
      openid.ClientSecretBasic(clientSecret),
      // In the code flow the token's signature is not looked at unless one asks for it.
      { execute: [...insecure, openid.enableNonRepudiationChecks], timeout: SECONDS },
    );
    return configuration;
  };
  const configuration = (): Promise<client.Configuration> => {
    known ??= configure().catch((cause: unknown) => {
      known = undefined;
      throw new LoginUnavailableError({ path: "issuer", expected: "a provider that answers", cause });
    });
    return known;
  };

  return {
    kind: "login",
    async begin({ nonce, state, redirectUri }) {
      const verifier = openid.randomPKCECodeVerifier();
      const url = openid.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri: redirectUri, scope, nonce, state, acr_values: acrValues.join(" ") },
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        // Whoever sits at a browser in which somebody else is still signed in is not that person.
        ...{ prompt: "login", max_age: "0" },
        ...(claims === undefined ? {} : { claims: JSON.stringify(claims) }),
      });
      return { url: url.href, secret: verifier };
    },
    async finish({ callback, nonce, state, secret }) {
      const error = callback.searchParams.get("error");
      if (error !== null) throw new LoginDeclinedError({ path: "error" });
      const tokens = await openid
        .authorizationCodeGrant(await configuration(), callback, {
          ...{ expectedNonce: nonce, expectedState: state, pkceCodeVerifier: secret, idTokenExpected: true },
        })
        .catch((cause: unknown) => {
          throw refusalFor(cause);
        });
      const values = readObject(JSON.stringify(tokens.claims()), "id_token");
      const { acr, auth_time: signedInAt } = values;
      // A provider that leaves it out was asked to let nobody in without a new sign-in, and is trusted to have done so.
      if (signedInAt !== undefined && !(Number(signedInAt) >= Date.now() / 1_000 - BRIDGE_SECONDS - SKEW_SECONDS))
        throw new LoginInvalidError({ path: "id_token.auth_time", expected: "a sign-in for this session" });
      if (typeof acr !== "string" || !acrValues.includes(acr))
        throw new LoginLevelError({ path: "id_token.acr", expected: acrValues.join(" or ") });
      // An ID token ends after minutes: it says when somebody logged in, and nothing of how long its values are true.
      return { values };
    },
  };
}

/** The library's refusal as ours: the claim that is wrong stands in one of its causes. */
function refusalFor(cause: unknown): Error {
  for (let each = cause; typeof each === "object" && each !== null; each = (each as Error).cause) {
    const { claim, message } = each as { readonly claim?: unknown; readonly message?: unknown };
    if (claim === "nonce") return new BridgeNonceError({ path: "id_token.nonce", cause });
    if (claim === "aud") return new BridgeAudienceError({ path: "id_token.aud", cause });
    if (message === "JWT signature verification failed") return new BridgeSignatureError({ path: "id_token", cause });
  }
  return new LoginInvalidError({ path: "id_token", expected: "an answer of the provider to this login", cause });
}

/**
 * The provider of logins does not answer.
 *
 * What to do: try again later; where it is often so, ask the provider's operator.
 */
export class LoginUnavailableError extends /* @__PURE__ */ refusal(
  "LOGIN_UNAVAILABLE",
  "LoginUnavailableError",
  "The provider of logins does not answer",
) {}

/**
 * The person, or the provider, has ended the login.
 *
 * What to do: begin again, or come to the desk.
 */
export class LoginDeclinedError extends /* @__PURE__ */ refusal(
  "LOGIN_DECLINED",
  "LoginDeclinedError",
  "The login was ended",
) {}

/**
 * What the provider sent is not an answer to this login.
 *
 * What to do: begin again; where it is always so, compare the client's registration with the provider.
 */
export class LoginInvalidError extends /* @__PURE__ */ refusal(
  "LOGIN_INVALID",
  "LoginInvalidError",
  "The login's answer is not valid",
) {}

/**
 * The person has logged in by means that are not strong enough here.
 *
 * What to do: log in again with the means that the provider counts to the level in the message.
 */
export class LoginLevelError extends /* @__PURE__ */ refusal(
  "LOGIN_LEVEL_WRONG",
  "LoginLevelError",
  "The login's level of assurance is not enough",
) {}
