/** A provider of OpenID Connect on the loopback interface, at which anybody signs in by saying who she is. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";

/** Somebody whom the provider knows. */
export interface Account {
  /** As people call her; several accounts may have one name. */
  readonly name: string;
  readonly groups: readonly string[];
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** By `sub`; tests change it. */
  readonly accounts: Map<string, Account>;
  /** What was asked at the authorization endpoint, newest last. */
  readonly asked: URLSearchParams[];
  /** How often somebody came with a code. */
  redeemed: number;
  /** A change of every answer of the token endpoint, to see it refused. */
  tamper: ((body: Record<string, unknown>) => Promise<Record<string, unknown>>) | undefined;
  /** An ID token with changed claims, which the provider signs all the same. */
  resign(token: string, change: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

/** Starts it. @param redirectUris where clients may be sent back to */
export async function startIdentityProvider(
  redirectUris: readonly string[],
  accounts: Readonly<Record<string, Account>>,
): Promise<IdentityProvider> {
  const { Provider } = await import("oidc-provider");
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server: Server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ["office", "a-secret-of-the-tests-alone"];
  const known = new Map(Object.entries(accounts));
  const asked: URLSearchParams[] = [];
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: redirectUris.map((uri) => uri.replace(/\/sign-in\/back$/, "/desk")),
        id_token_signed_response_alg: "ES256",
        require_auth_time: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "tests", alg: "ES256", use: "sig" }] },
    cookies: { keys: ["tests"] },
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"], acr: null, auth_time: null },
    acrValues: ["low", "high"],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => {
      const account = known.get(sub);
      const claims = { preferred_username: account?.name, groups: account?.groups };
      return account && { accountId: sub, claims: async () => ({ sub, ...claims }) };
    },
    ttl: { AccessToken: 60, IdToken: 60, Session: 3_600, Grant: 3_600, Interaction: 600 },
  });
  const callback = provider.callback();
  const made: IdentityProvider = {
    ...{ issuer, clientId, clientSecret, accounts: known, asked, redeemed: 0, tamper: undefined },
    resign: (token, change) =>
      new SignJWT({ ...decodeJwt(token), ...change })
        .setProtectedHeader({ alg: "ES256", kid: "tests" })
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  /** Who signs in is a choice; consent is given. */
  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === "consent") {
      const grant = new provider.Grant({ accountId: session!.accountId, clientId: params.client_id! });
      grant.addOIDCScope(params.scope!);
      return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
    }
    const url = new URL(request.url!, issuer);
    const [who, acr] = [url.searchParams.get("who"), url.searchParams.get("acr") ?? "low"];
    if (who === "nobody")
      return provider.interactionFinished(request, response, { error: "access_denied", error_description: "no" });
    if (who !== null)
      return provider.interactionFinished(request, response, { login: { accountId: who, acr, remember: true } });
    const links = [...known].map(
      ([sub, { name }]) => `<li><a href="${url.pathname}?who=${sub}&amp;acr=high">${name}</a></li>`,
    );
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><title>Sign in</title><h1>Who are you?</h1><ul>${links.join("")}</ul></html>`,
    );
  };

  handle = (request, response) => {
    const url = new URL(request.url!, issuer);
    if (url.pathname === "/auth") asked.push(url.searchParams);
    if (url.pathname.startsWith("/interaction/")) {
      interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      return;
    }
    if (url.pathname === "/token") made.redeemed++;
    const { tamper } = made;
    if (url.pathname === "/token" && tamper !== undefined) {
      const end = response.end.bind(response);
      response.end = ((body: Buffer | string) => {
        void tamper(JSON.parse(String(body))).then((changed) => {
          const text = JSON.stringify(changed);
          response.setHeader("content-length", Buffer.byteLength(text));
          end(text);
        });
        return response;
      }) as typeof response.end;
    }
    callback(request, response);
  };
  return made;
}

/** A browser as far as cookies and redirects go: it follows whatever leads on at the provider, and stops outside. */
export function createVisitor(provider: IdentityProvider) {
  const cookies = new Map<string, string>();
  const header = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    /** @returns where the provider leads in the end @param who whose name is chosen where the provider asks for one */
    async follow(from: string, who: string, acr = "low"): Promise<string> {
      let url = from;
      for (let hops = 0; hops < 12; hops++) {
        const response = await fetch(url, { redirect: "manual", headers: { cookie: header() } });
        for (const cookie of response.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
          if (value === "") cookies.delete(name!);
          else cookies.set(name!, value!);
        }
        const location = response.headers.get("location");
        if (location !== null) url = new URL(location, url).href;
        else if (url.includes("/interaction/")) url = `${url}?who=${who}&acr=${acr}`;
        else throw new Error(`${response.status} at ${url}: ${await response.text()}`);
        if (!url.startsWith(provider.issuer)) return url;
      }
      throw new Error(`the provider leads in circles: ${url}`);
    },
  };
}
