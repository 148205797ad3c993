/** What `serve` is told of who signs its requests. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportPKCS8 } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Issued, issueCertificate } from "../../certificate-authority.ts";
import { REGISTRY_ID } from "../../world.ts";
import { cli } from "./terminal.ts";

let root: Issued;
let leaf: Issued;
let folder: string;
const file = (name: string) => join(folder, name);
afterAll(() => rm(folder, { recursive: true }));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "civicproof-"));
  root = await issueCertificate({ name: "Test root", isAuthority: true });
  leaf = await issueCertificate({ name: "City", issuer: root, dnsNames: ["benefits.example.org"] });
  const old = { validFrom: new Date(0), validUntil: new Date(1_000) };
  const late = await issueCertificate({ name: "City", issuer: root, dnsNames: ["benefits.example.org"], ...old });
  await writeFile(file("api.key"), "a key of the portal\n");
  await writeFile(file("key.pem"), await exportPKCS8(leaf.keys.privateKey));
  await writeFile(file("key.jwk"), JSON.stringify(leaf.jwk));
  await writeFile(file("chain.pem"), `Bag Attributes\n${leaf.pem}`);
  await writeFile(file("other.pem"), root.pem);
  await writeFile(file("late.pem"), late.pem);
  await writeFile(file("late.jwk"), JSON.stringify(late.jwk));
  await writeFile(file("empty"), "");
});

const check = async (...args: string[]) => {
  const { code, stdout } = await cli(
    ...["serve", "examples/policies/senior-annual-pass.json", "--schema", "examples/policies/schema.json"],
    ...["--verifier", "benefits.example.org", "--origin", "https://benefits.example.org", "--store", "memory:"],
    ...["--registry", file("published"), "--registry-id", REGISTRY_ID, "--api-key", file("api.key")],
    ...["--check-config", "--json", ...args],
  );
  const { error, ...rest } = JSON.parse(stdout) as { error?: { code: string } };
  return { code, error: error?.code, rest };
};

describe("serve, told who signs its requests,", () => {
  it.each([
    [["--request-key", "key.pem", "--request-certificates", "chain.pem"]],
    [["--request-key", "key.jwk", "--request-certificates", "chain.pem", "--request-identity", "x509_san_dns"]],
    [
      [
        ...["--request-key", "key.jwk", "--request-certificates", "chain.pem"],
        ...["--request-identity", "x509_san_dns:benefits.example.org"],
      ],
    ],
    [["--request-key", "key.jwk", "--request-identity", "did:web:benefits.example.org#key-1"]],
  ])("takes %j", async (args) => {
    expect(await check(...inFolder(args))).toMatchObject({ code: 0, error: undefined });
  });

  it.each([
    ["USAGE_INVALID", ["--request-key", "key.pem"]],
    ["USAGE_INVALID", ["--request-certificates", "chain.pem"]],
    [
      "USAGE_INVALID",
      ["--request-key", "key.jwk", "--request-certificates", "chain.pem", "--request-identity", "did:web:a.example#k"],
    ],
    [
      "USAGE_INVALID",
      ["--request-key", "key.jwk", "--request-certificates", "chain.pem", "--request-identity", "redirect_uri"],
    ],
    ["REQUEST_KEY_INVALID", ["--request-key", "empty", "--request-certificates", "chain.pem"]],
    ["REQUEST_KEY_INVALID", ["--request-key", "chain.pem", "--request-certificates", "chain.pem"]],
    ["CERTIFICATE_INVALID", ["--request-key", "key.jwk", "--request-certificates", "empty"]],
    ["CERTIFICATE_INVALID", ["--request-key", "key.jwk", "--request-certificates", "other.pem"]],
    ["CERTIFICATE_EXPIRED", ["--request-key", "late.jwk", "--request-certificates", "late.pem"]],
    [
      "CLIENT_ID_MISMATCH",
      [
        ...["--request-key", "key.jwk", "--request-certificates", "chain.pem"],
        ...["--request-identity", "x509_san_dns:evil.example"],
      ],
    ],
    ["DID_UNRESOLVABLE", ["--request-key", "key.jwk", "--request-identity", "did:key:z6Mk#z6Mk"]],
  ])("answers %s to %j", async (code, args) => {
    const refused = await check(...inFolder(args));
    expect(refused.error).toBe(code);
    expect(refused.code).not.toBe(0);
  });
});

const inFolder = (args: readonly string[]) => args.map((arg) => (/\.(pem|jwk)$|^empty$/.test(arg) ? file(arg) : arg));
