/**
 * A benefit portal's own code: plain `fetch` against `civicproof serve`, without a line of civicproof. See serve.ts for
 * the two commands. The resident's app is another program, examples/service/holder.ts, which gets nothing but the
 * address of the request, as from a QR code.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [base = "http://127.0.0.1:4280", folder = "build/example-service", ...artifacts] = process.argv.slice(2);
const authorization = `Bearer ${readFileSync(`${folder}/api.key`, "utf8").trim()}`;

async function call(path, options = {}) {
  const response = await fetch(`${base}${path}`, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return { status: response.status, body: await response.json() };
}

// 1. The portal asks. It remembers the id with the session of the person who is on its page.
const { body: asked } = await call("/requests", {
  method: "POST",
  headers: { "content-type": "application/json", authorization },
  body: JSON.stringify({ recipient: "case 26-0815" }),
});
console.log(`request:      ${asked.requestUri}`);

// 2. The person's app fetches the request, makes the proof and posts the answer. Here it runs beside the portal.
const holder = spawnSync(
  process.execPath,
  ["--import", "tsx", "examples/service/holder.ts", asked.requestUri, folder, ...artifacts],
  { stdio: ["ignore", "inherit", "inherit"] },
);
if (holder.status !== 0) process.exit(1);

// 3. The portal reads what was decided, and checks the signature as anyone can to whom it hands the result on.
const { status, body: decided } = await call(`/requests/${asked.id}/result`, { headers: { authorization } });
if (status === 202) throw new Error("nobody has answered yet");
const claims = await verify(decided.result);
console.log(`signed result: ${claims.outcome}, for ${claims.recipient}, period ${claims.period}, by ${claims.iss}`);

/** Checks an ES256 JWS with Web Crypto against the service's published key. */
async function verify(jws) {
  const [header, payload, signature] = jws.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url"));
  const { body: jwks } = await call("/.well-known/jwks.json");
  const jwk = jwks.keys.find((key) => key.kid === kid);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const isGood = await crypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), signed);
  if (!isGood) throw new Error("the signature does not hold");
  return JSON.parse(Buffer.from(payload, "base64url"));
}
