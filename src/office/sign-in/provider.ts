/** The office as a client of a provider of OpenID Connect: authorization code with PKCE, state and nonce. */
import type { Configuration, IDToken } from "openid-client";
import { refusal } from "../../core/errors.ts";
import { loadPeer } from "../../core/peer.ts";
import type { SignedIn } from "../store/sessions.ts";
import { hasRoleClaim, rolesOf, type SignInSettings } from "./settings.ts";

/** What a sign-in must come back with; the browser keeps it, sealed. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The person must prove anew who she is, seconds since the epoch from which it counts as anew. */
  readonly since?: number | undefined;
}

export interface SignInProvider {
  /** Where the browser goes. @throws SignInUnavailableError */
  begin(options: { readonly isStepUp: boolean }): Promise<{ readonly url: URL; readonly checks: SignInChecks }>;
  /**
   * Who came back.
   *
   * @throws SignInRefusedError, SignInWeakError, StaffRoleError, SignInUnavailableError
   */
  finish(url: URL, checks: SignInChecks): Promise<SignedIn>;
  /** Where the browser goes to end the session at the provider, too; undefined where it has no such place. */
  leave(back: string): Promise<URL | undefined>;
}

const TIMEOUT_SECONDS = 5;
/** From leaving for the provider until coming back. */
export const SIGN_IN_SECONDS = 600;
/** Clocks of office and provider may differ by this much. */
const CLOCK_SECONDS = 30;

export function openProvider(
  settings: SignInSettings,
  { redirectUrl, now }: { readonly redirectUrl: string; readonly now: () => number },
): SignInProvider {
  const { issuer, clientId, roles, nameClaim = "preferred_username", acr = [], stepUp } = settings;
  const load = () => loadPeer("openid-client", () => import("openid-client"));
  let known: Promise<Configuration> | undefined;

  const discover = async (): Promise<Configuration> => {
    const client = await load();
    const { clientSecret } = settings;
    const execute = [client.enableNonRepudiationChecks];
    if (new URL(issuer).protocol === "http:") execute.push(client.allowInsecureRequests);
    const secret = clientSecret === undefined ? undefined : await clientSecret();
    // HTTP Basic unless the provider wants it otherwise, as its own default is (OpenID Connect Discovery 1.0).
    const authenticate: import("openid-client").ClientAuth = (server, ...rest) => {
      if (secret === undefined) return client.None()(server, ...rest);
      const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
      const method = methods.includes("client_secret_basic") ? client.ClientSecretBasic : client.ClientSecretPost;
      return method(secret)(server, ...rest);
    };
    return client.discovery(new URL(issuer), clientId, undefined, authenticate, { execute, timeout: TIMEOUT_SECONDS });
  };
  /** Asked once; after a failure again. */
  const configuration = async (): Promise<Configuration> => {
    known ??= discover();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw asRefusal(error, true);
    }
  };

  return {
    async begin({ isStepUp }) {
      const client = await load();
      const server = await configuration();
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const levels = isStepUp ? (stepUp?.acr ?? acr) : acr;
      const url = client.buildAuthorizationUrl(server, {
        redirect_uri: redirectUrl,
        scope: settings.scope ?? "openid profile",
        ...{ state, nonce, code_challenge_method: "S256" },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        ...(levels.length === 0 ? {} : { acr_values: levels.join(" ") }),
        // With max_age a provider must say when the person proved who she is (OpenID Connect Core 1.0, section 2).
        ...(isStepUp ? { prompt: "login", max_age: "0" } : {}),
      });
      return { url, checks: { state, nonce, verifier, ...(isStepUp ? { since: now() } : {}) } };
    },

    async finish(url, { state, nonce, verifier, since }) {
      const client = await load();
      const server = await configuration();
      let claims: IDToken & Record<string, unknown>;
      try {
        const checks = {
          ...(since === undefined ? {} : { maxAge: SIGN_IN_SECONDS }),
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        };
        const tokens = await client.authorizationCodeGrant(server, url, checks);
        claims = tokens.claims()!;
        // Many providers say more about a person at the endpoint for it.
        const isWhole = typeof claims[nameClaim] === "string" && hasRoleClaim(claims, roles);
        if (!isWhole && server.serverMetadata().userinfo_endpoint !== undefined)
          claims = { ...(await client.fetchUserInfo(server, tokens.access_token, claims.sub)), ...claims };
      } catch (error) {
        throw asRefusal(error, false);
      }
      const { sub: subject, acr: level, auth_time: signedInAt = 0 } = claims;
      if (since !== undefined && signedInAt < since - CLOCK_SECONDS)
        throw new SignInRefusedError({ path: "auth_time", expected: "a sign-in that was made now" });
      // What is enough for a change is enough to come in, though the level has another name.
      const enough = acr.length === 0 ? acr : [...acr, ...(stepUp?.acr ?? [])];
      if (enough.length > 0 && !enough.includes(level as string))
        throw new SignInWeakError({ path: "acr", expected: enough.join(" or ") });
      const given = rolesOf(claims, roles);
      if (given.length === 0)
        throw new StaffRoleError({ path: "roles", expected: "somebody with a role at this office" });
      const name = claims[nameClaim];
      return {
        ...{ issuer, subject, roles: given, acr: typeof level === "string" ? level : undefined },
        // A sign-in of tomorrow would be a new one until then.
        signedInAt: Math.min(signedInAt, now()),
        name: typeof name === "string" ? name : "",
      };
    },

    async leave(back) {
      const client = await load();
      const server = await configuration();
      if (server.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(server, { post_logout_redirect_uri: back });
    },
  };
}

/** What a provider's library says when nobody answered, or not what the standard says. */
const SILENT = new Set(["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"]);

function asRefusal(cause: unknown, isAtDiscovery: boolean): Error {
  const { code } = cause as { readonly code?: unknown };
  const isRefusal = typeof code === "string" && code.startsWith("OAUTH_") && !SILENT.has(code) && !isAtDiscovery;
  if (isRefusal) return new SignInRefusedError({ cause });
  // A package that is missing, or a secret's file that can't be read, speaks for itself.
  if (typeof code === "string" && /^(?:PACKAGE_MISSING|KEY_FILE_UNSAFE)$/.test(code)) return cause as Error;
  return new SignInUnavailableError({ path: "signIn.issuer", cause });
}

/**
 * The provider did not let the person in, or what it sent back does not belong to what was asked: state, nonce, code,
 * issuer, signature or time.
 *
 * What to do: sign in again; where it happens to everybody, compare the client's settings here and at the provider.
 */
export class SignInRefusedError extends /* @__PURE__ */ refusal(
  "SIGN_IN_REFUSED",
  "SignInRefusedError",
  "The sign-in was refused",
) {}

/**
 * The person was recognised at a lower level of authentication than the office asks for.
 *
 * What to do: sign in with the stronger means, such as a card or a security key.
 */
export class SignInWeakError extends /* @__PURE__ */ refusal(
  "SIGN_IN_TOO_WEAK",
  "SignInWeakError",
  "The sign-in is not strong enough",
) {}

/**
 * The provider knows the person, and nothing gives her a role at this office.
 *
 * What to do: let the administrator of the provider add her to a group, or list her in the settings.
 */
export class StaffRoleError extends /* @__PURE__ */ refusal(
  "STAFF_ROLE_MISSING",
  "StaffRoleError",
  "Nobody gave this person a role",
) {}

/**
 * The provider at which people sign in can't be reached, or does not answer as the standard says. Sessions that run go on.
 *
 * What to do: wait until the provider is back; API keys work meanwhile.
 */
export class SignInUnavailableError extends /* @__PURE__ */ refusal(
  "SIGN_IN_UNAVAILABLE",
  "SignInUnavailableError",
  "The provider does not answer",
) {}
