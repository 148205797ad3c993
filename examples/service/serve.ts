/**
 * A city and its verifier service, for examples/service/portal.mjs. In a clone, after `npm ci && npm run build:circuits`:
 *
 *     npx tsx examples/service/serve.ts        # 1: makes a city in build/example-service, then runs `civicproof serve`
 *     node examples/service/portal.mjs         # 2: in a second terminal: request, presentation, response, signed result
 *
 * Ctrl-C ends the service. A second run of the portal asks the same person again, who has claimed for this year.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/cli/program.ts";

const [port = "4280", folder = "build/example-service", artifacts] = process.argv.slice(2);
/** Development keys need a permission; `artifacts` is a directory with keys of a ceremony, which need none. */
const keys = artifacts === undefined ? ["--allow-development-keys"] : ["--artifacts", artifacts];
const file = (name: string): string => join(folder, name);

/** One command of civicproof; what it answers with `--json`. */
async function civicproof(...args: readonly string[]): Promise<Record<string, string>> {
  let output = "";
  const terminal = {
    writeOut: (text: string) => {
      output += text;
    },
    writeErr: (text: string) => void process.stderr.write(text),
    isInteractive: false,
    signal: new AbortController().signal,
  };
  const exitCode = await run([...args, "--json"], terminal);
  if (exitCode !== 0) process.exit(exitCode);
  return JSON.parse(output) as Record<string, string>;
}

/** An office that issues one credential to one resident, and the registry that says the office is trusted. */
async function makeCity(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const year = new Date().getUTCFullYear();
  await civicproof("issuer", "keygen", "--out", file("issuer.key.json"));
  const { holderCommitment } = await civicproof("holder", "keygen", "--out", file("wallet.json"));
  const registry = ["--registry", file("registry.json")];
  const issuer = ["--schema", "examples/policies/schema.json", "--issuer-key", file("issuer.key.json")];
  await civicproof("registry", "init", "--out", file("registry.json"), "--key", file("registry.key.json"));
  await civicproof("registry", "add-issuer", ...registry, ...issuer, "--actor", "admin");
  const claims = {
    birthDate: "1950-02-28",
    district: "90101",
    residentSince: "2001-05-01",
    householdSize: 2,
    annualIncome: 2_100_000,
    disabled: false,
    student: false,
  };
  writeFileSync(file("claims.json"), JSON.stringify(claims), { mode: 0o600 });
  const validity = ["--valid-from", `${year}-01-01`, "--valid-until", `${year}-12-31`, "--claims-from", "0"];
  const person = ["--claims", file("claims.json"), "--holder", holderCommitment!];
  await civicproof("issue", ...issuer, ...person, ...registry, ...validity, "--out", file("credential.json"));
  // The service has an address of its own, so the registry lists it; the portal's host says the same in a file of its own.
  const own = `http://127.0.0.1:${port}`;
  const programmes = [
    {
      ...{ verifier: "benefits.example.org", programme: "vienna-reduced-annual-pass", grid: "year/2026-01-01/0" },
      ...{ maxClaims: 1, askers: [], responseOrigins: [own] },
    },
  ];
  const { id } = JSON.parse(readFileSync(file("registry.json"), "utf8")) as { id: string };
  writeFileSync(file("programmes.json"), JSON.stringify({ civicproof: "programmes/v2", programmes }));
  mkdirSync(file("hosts"));
  const hostFile = { civicproof: "host/v2", registries: { [id]: programmes } };
  writeFileSync(file("hosts/benefits.example.org.json"), JSON.stringify(hostFile));
  const publishing = [
    ...["--key", file("registry.key.json"), "--out", file("published")],
    ...["--programmes", file("programmes.json"), "--host-files", file("hosts")],
  ];
  await civicproof("registry", "publish", ...registry, ...publishing);
  writeFileSync(file("api.key"), `${crypto.randomUUID()}\n`, { mode: 0o600 });
}

if (!existsSync(file("api.key"))) await makeCity();

// What follows is all that a portal runs; the rest above is the city's.
const service = spawn(
  process.execPath,
  [
    ...["--import", "tsx", "src/cli/main.ts", "serve", "examples/policies/senior-annual-pass.json"],
    ...["--schema", "examples/policies/schema.json", "--registry", file("published")],
    ...["--registry-id", JSON.parse(readFileSync(file("registry.json"), "utf8")).id as string],
    ...["--verifier", "benefits.example.org", "--origin", "https://benefits.example.org"],
    ...["--store", `sqlite:${file("portal.db")}`, "--port", port],
    ...["--api-key", file("api.key"), "--result-key", file("result.jwk"), ...keys],
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => service.kill(signal));
service.on("close", (code) => {
  process.exitCode = code ?? 1;
});
