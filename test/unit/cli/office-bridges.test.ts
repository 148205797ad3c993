/** Bridges as an office's folder has them: files beside the settings, and what is refused about them. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BridgesSettings, bridgesShape, openBridges } from "../../../src/cli/office/bridges.ts";
import { type Issued, issueCertificate } from "../../certificate-authority.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-office-bridges-"));
let root: Issued;
let leaf: Issued;
beforeAll(async () => {
  root = await issueCertificate({ name: "Root", isAuthority: true });
  leaf = await issueCertificate({ name: "Office", issuer: root, dnsNames: ["office.example.org"] });
  for (const name of ["trust", "empty"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "trust", "roots.pem"), `A root:\n${root.pem}\nAnd another:\n${leaf.pem}`);
  writeFileSync(join(folder, "trust", "notes.txt"), "nothing");
  writeFileSync(join(folder, "issuer.jwks.json"), JSON.stringify({ keys: [] }));
  writeFileSync(join(folder, "requests.pem"), leaf.pem);
  for (const [name, text] of [
    ["requests.jwk", JSON.stringify(leaf.jwk)],
    ["eid.secret", `${"s".repeat(40)}\n`],
  ] as const)
    writeFileSync(join(folder, name), text, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const mapping = {
  ...{ columns: { birthDate: "/birthdate" }, subject: ["/sub"], namespace: "pid" },
};
const bridge = (change: object) => ({ id: "pid", credential: "resident@1", mapping, ...change });
const settings = (...list: readonly object[]) => ({
  returnUrl: "https://wallet.example.org/bridge",
  identity: { prefix: "x509_hash", key: "requests.jwk", certificates: "requests.pem" },
  list,
});
const open = (value: unknown) => openBridges(folder, v.parse(bridgesShape, value) as BridgesSettings);

describe("bridges in an office's settings", () => {
  it("are opened with their trust and what signs their requests", async () => {
    const trust = { certificates: "trust" };
    const opened = await open(
      settings(
        bridge({
          kind: "sd-jwt-vc",
          types: ["urn:eudi:pid:1"],
          trust: { ...trust, keys: [{ issuer: "https://i.example", jwks: "issuer.jwks.json" }] },
        }),
        bridge({ id: "mdl", kind: "mdoc", docType: "org.iso.18013.5.1.mDL", trust }),
        bridge({ id: "vc", kind: "jwt-vc", type: "Resident", trust: { dids: ["did:web:register.example.org"] } }),
        bridge({
          id: "eid",
          kind: "openid",
          issuer: "https://op.example.org",
          clientId: "c",
          clientSecretFile: "eid.secret",
          acrValues: ["high"],
        }),
      ),
    );
    expect(opened?.list.map(({ id, source }) => [id, source.kind])).toEqual([
      ["pid", "wallet"],
      ["mdl", "wallet"],
      ["vc", "wallet"],
      ["eid", "login"],
    ]);
    expect(opened?.identity).toMatchObject({ prefix: "x509_hash", certificates: [leaf.pem.trim()] });
  });

  it("are not opened with nobody to trust, or a key that others may read", async () => {
    const kind = { kind: "sd-jwt-vc", types: ["x"] };
    await expect(open(settings(bridge({ ...kind, trust: {} })))).rejects.toMatchObject({ path: "trust" });
    await expect(open(settings(bridge({ ...kind, trust: { certificates: "empty" } })))).rejects.toMatchObject({
      code: "INPUT_INVALID",
    });
    chmodSync(join(folder, "requests.jwk"), 0o644);
    try {
      await expect(open(settings(bridge({ ...kind, trust: { certificates: "trust" } })))).rejects.toMatchObject({
        code: "KEY_FILE_UNSAFE",
      });
    } finally {
      chmodSync(join(folder, "requests.jwk"), 0o600);
    }
  });

  it("are not opened with a file that is no list of keys", async () => {
    writeFileSync(join(folder, "list.json"), JSON.stringify([{ kty: "EC" }]));
    const keys = [{ issuer: "https://i.example", jwks: "list.json" }];
    const opened = open(settings(bridge({ kind: "sd-jwt-vc", types: ["x"], trust: { keys } })));
    await expect(opened).rejects.toMatchObject({ code: "INPUT_INVALID", path: "keys" });
  });

  it("are refused with a word that nobody knows", () => {
    for (const change of [{ kind: "ldp" }, { kind: "mdoc", docType: "x", trust: { url: "https://x" } }])
      expect(v.safeParse(bridgesShape, settings(bridge(change))).success).toBe(false);
  });
});
