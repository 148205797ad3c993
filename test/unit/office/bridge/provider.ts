/** A provider of OpenID Connect from npm on loopback, with one person, and the browser in which she logs in. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { newKey } from "./world.ts";

export const ACR = "http://eidas.europa.eu/LoA/high";
export const CLIENT = { clientId: "office", clientSecret: "s".repeat(40) } as const;

export async function startProvider(redirectUri: string, values: Readonly<Record<string, unknown>>) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateJwk } = await newKey();
  const login = { acr: ACR, count: 0 };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [redirectUri] },
        ...{ grant_types: ["authorization_code"], response_types: ["code"], id_token_signed_response_alg: "ES256" },
      },
    ],
    jwks: { keys: [{ ...privateJwk, kid: "op-1", alg: "ES256", use: "sig" }] },
    enabledJWA: { idTokenSigningAlgValues: ["ES256", "RS256"] },
    cookies: { keys: ["test"] },
    claims: { openid: ["sub", "acr", ...Object.keys(values)] },
    conformIdTokenClaims: false,
    acrValues: [ACR, "low"],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/login/${uid}` },
    findAccount: async (_ctx: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id, ...values }) }),
  } as never);
  server.on("request", async (request, response) => {
    if (!request.url!.startsWith("/login/")) return void provider.callback()(request, response);
    login.count++;
    const grant = new provider.Grant({ accountId: "anna", clientId: CLIENT.clientId });
    grant.addOIDCScope("openid");
    const result = { login: { accountId: "anna", acr: login.acr }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result);
  });
  return {
    ...{ issuer, login },
    /** Goes where a link leads, as a browser that keeps cookies, until it leaves the provider. @returns that address */
    async browse(link: string, cookies = new Map<string, string>()): Promise<string> {
      for (let url = link, i = 0; i < 10; i++) {
        if (!url.startsWith(issuer)) return url;
        const cookie = [...cookies].map((each) => each.join("=")).join("; ");
        const response = await fetch(url, { redirect: "manual", headers: { cookie } });
        await response.text();
        for (const line of response.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
          cookies.set(name!, value!);
        }
        url = new URL(response.headers.get("location")!, url).href;
      }
      throw new Error("too many redirects");
    },
    close: () => stop(server),
  };
}

export function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
