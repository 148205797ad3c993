/** The anchor commands from an import to an audit, as an agency, a countersigner and an auditor run them. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, startPostgres } from "../../postgres.ts";
import { NOW_SECONDS, RESIDENCE, residence } from "../records/world.ts";
import { cli } from "./terminal.ts";

const directory = mkdtempSync(join(tmpdir(), "civicproof-anchor-"));
const at = (name: string): string => join(directory, name);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const store = ["--store", at("records"), "--now", String(NOW_SECONDS)];
async function anchor(...args: string[]): Promise<{ exitCode: number; json: Record<string, unknown>; stderr: string }> {
  const { code: exitCode, stdout, stderr } = await cli("anchor", ...args, "--json");
  return { exitCode, stderr, json: JSON.parse(stdout) as Record<string, unknown> };
}
const keyOf = (file: string): string => (JSON.parse(readFileSync(file, "utf8")) as { publicKey: string }).publicKey;

beforeAll(async () => {
  for (const name of ["publisher", "witness"]) await cli("issuer", "keygen", "--out", at(`${name}.json`));
  writeFileSync(at("schema.json"), JSON.stringify(RESIDENCE));
  writeFileSync(at("people.ndjson"), Array.from({ length: 20 }, (_, i) => JSON.stringify(residence(i))).join("\n"));
  const cells = (i: number): string => `MA8-${i},AT131,2015-03-02,${1 + (i % 5)},1958-11-04,Gasse ${i}`;
  const header = "id,district,movedIn,persons,birthDate,street";
  writeFileSync(at("more.csv"), [header, cells(30), cells(31), "MA8-32,AT131,2015-13-02,1,1958-11-04,x"].join("\n"));
});

const load = (file: string) =>
  anchor(
    "import",
    ...store,
    ...[
      "--residency",
      "at-vienna",
      "--file",
      at(file),
      "--schema",
      at("schema.json"),
      "--class",
      "ten-years",
      "--term",
      "3653",
    ],
  );

describe("anchor", () => {
  it("imports NDJSON and CSV, and names the rows that it refuses", async () => {
    expect(await load("people.ndjson")).toMatchObject({ exitCode: 0, json: { rows: 20, added: 20, refused: 0 } });
    expect(await load("more.csv")).toMatchObject({
      exitCode: 1,
      json: {
        ...{ rows: 3, added: 2 },
        refusals: [{ row: 3, code: "CLAIM_INVALID", path: "fields.movedIn", message: expect.any(String) }],
      },
    });
    expect(await load("people.ndjson")).toMatchObject({ exitCode: 0, json: { rows: 20, added: 20 } });
  });

  it("makes no directory of a mistyped URL", async () => {
    for (const place of ["postgres:/db/records", "sqlite:records", "Postgres://db/records"]) {
      const given = ["--store", place, "--residency", "at-vienna", "--class", "ten-years", "--term", "3653"];
      const { json } = await anchor("import", ...given, "--file", at("people.ndjson"), "--schema", at("schema.json"));
      expect(json).toMatchObject({ error: { code: "USAGE_INVALID" } });
      expect(existsSync(place)).toBe(false);
    }
  });

  it("says of each row that it refuses why, and never what stood there", async () => {
    writeFileSync(at("odd.ndjson"), ['{"id":"x","id":"y"}', "[]", '{"id":"MA8-40","sum":"secret"}'].join("\n"));
    const words = ["--schema", at("schema.json"), "--class", "ten-years", "--term", "3653"];
    const { stdout } = await cli("anchor", "import", ...store, "--file", at("odd.ndjson"), ...words);
    expect(stdout).toContain("row 1: RECORD_INVALID: Unusable record at id: expected each key once\n");
    expect(stdout).toContain("row 2: RECORD_INVALID: Unusable record at ");
    expect(stdout).toContain("row 3: RECORD_INVALID: Unusable record at ");
    expect(stdout).not.toContain("secret");
  });

  it("tells a second import how the rows that it does not read again are named", async () => {
    expect(await load("more.csv")).toMatchObject({ json: { refused: 1, refusals: [], refusedEarlier: 1 } });
    const words = ["--schema", at("schema.json"), "--class", "ten-years", "--term", "3653"];
    const again = await cli("anchor", "import", ...store, "--file", at("more.csv"), ...words);
    expect(again.stdout).toContain("Refused and named by an earlier run: 1. To see them again, import a copy");
    cpSync(at("more.csv"), at("copy.csv"));
    expect(await load("copy.csv")).toMatchObject({
      json: { added: 0, unchanged: 2, refusals: [{ row: 3, code: "CLAIM_INVALID" }], refusedEarlier: 0 },
    });
  });

  it("says that there is nothing to publish, and writes no file", async () => {
    const nothing = await cli("anchor", "publish", ...store, "--to", at("nothing.json"));
    expect(nothing.stdout).toMatch(
      /^The store has no anchor yet, so .*nothing\.json was not written\. "civicproof anchor commit"/,
    );
    expect(existsSync(at("nothing.json"))).toBe(false);
  });

  it("anchors in an allowed place only", async () => {
    const commit = (place: string) =>
      anchor("commit", ...store, "--publisher", at("publisher.json"), "--allow-residency", place);
    expect(await commit("us-east")).toMatchObject({ exitCode: 1, json: { error: { code: "RESIDENCY_NOT_ALLOWED" } } });
    expect(await commit("at-vienna")).toMatchObject({ exitCode: 0, json: { anchors: [{ index: 0, count: 22 }] } });
    expect(await commit("at-vienna")).toMatchObject({ exitCode: 0, json: { anchors: [] } });
  });

  it("publishes, is countersigned, proves and is verified", async () => {
    expect(await anchor("publish", ...store, "--to", at("anchors.json"))).toMatchObject({ json: { anchors: 1 } });
    const witness = ["--publication", at("anchors.json"), "--key", at("witness.json"), "--memory", at("memory.json")];
    expect(await anchor("witness", ...witness)).toMatchObject({ exitCode: 0, json: { index: 0 } });
    for (const kind of ["inclusion", "current"]) {
      const proof = at(`${kind}.json`);
      expect(await anchor("prove", ...store, "--id", "MA8-30", "--kind", kind, "--out", proof)).toMatchObject({
        exitCode: 0,
      });
      const rules = [
        "--publisher",
        keyOf(at("publisher.json")),
        "--witness",
        keyOf(at("witness.json")),
        "--min-witnesses",
        "1",
      ];
      const verify = [
        "verify",
        "--proof",
        proof,
        "--publication",
        at("anchors.json"),
        ...rules,
        "--now",
        String(NOW_SECONDS + 90),
      ];
      expect(await anchor(...verify, "--max-age", "90")).toMatchObject({
        exitCode: 0,
        json: { verified: true, index: 0 },
      });
      expect(await anchor(...verify, "--max-age", "89")).toMatchObject({ json: { error: { code: "ANCHOR_STALE" } } });
    }
  });

  it("corrects, holds and erases with a reason", async () => {
    writeFileSync(
      at("corrected.json"),
      JSON.stringify({ ...residence(5), fields: { ...residence(5).fields, persons: 3 } }),
    );
    const correct = ["correct", ...store, "--id", "MA8-5", "--file", at("corrected.json"), "--reason"];
    expect(await anchor(...correct, "just so")).toMatchObject({
      exitCode: 1,
      json: { error: { code: "RECORD_INVALID" } },
    });
    expect(await anchor(...correct, "data-wrong")).toMatchObject({
      json: { superseded: { version: 1 }, correction: { version: 2 } },
    });
    const six = [...store, "--id", "MA8-6", "--reason"];
    expect(await anchor("hold", ...six, "litigation")).toMatchObject({ exitCode: 0 });
    expect(await anchor("erase", ...six, "subject-request")).toMatchObject({
      json: { error: { code: "RECORD_HELD" } },
    });
    expect(await anchor("hold", ...six, "litigation", "--release")).toMatchObject({ exitCode: 0 });
    expect(await anchor("erase", ...six, "subject-request")).toMatchObject({
      json: { civicproof: "erasure/v2", keysDestroyed: 1 },
    });
  });

  it("tells what is due, backs up and audits", async () => {
    const later = ["--store", at("records"), "--now", String(NOW_SECONDS + 3_653 * 86_400)];
    expect(await anchor("retention", ...later, "--dry-run")).toMatchObject({ json: { due: [{ due: 21, held: 0 }] } });
    expect(await anchor("backup", ...store, "--to", at("backup"))).toMatchObject({ exitCode: 0 });
    await anchor("commit", ...store, "--publisher", at("publisher.json"), "--allow-residency", "at-vienna");
    expect(await anchor("audit", ...store)).toMatchObject({
      exitCode: 0,
      json: { versions: 23, anchored: 23, pending: 0, superseded: 1, erased: 1, anchors: 2, findings: [] },
    });
  });

  it("keeps every file of a store for its owner only", () => {
    const mode = (name: string): number => statSync(at(name)).mode & 0o777;
    for (const folder of ["records", "backup"]) {
      expect(mode(folder)).toBe(0o700);
      for (const name of readdirSync(at(folder))) expect([name, mode(`${folder}/${name}`)]).toEqual([name, 0o600]);
    }
    expect(mode("memory.json")).toBe(0o600);
  });

  it("makes a store or a key file only where it imports", async () => {
    const nowhere = ["--store", at("nowhere"), "--keys", at("no-keys.db")];
    expect((await anchor("audit", ...nowhere)).exitCode).not.toBe(0);
    expect([existsSync(at("nowhere")), existsSync(at("no-keys.db"))]).toEqual([false, false]);
  });

  it("names a copy of the keys that an erasure can't reach, until it is forgotten", async () => {
    rmSync(at("backup/keys.db"));
    const erase = ["erase", ...store, "--reason", "subject-request", "--id"];
    const erased = await anchor(...erase, "MA8-7");
    expect(erased).toMatchObject({ exitCode: 0, json: { keysDestroyed: 1, copiesUnreached: 1 } });
    expect(erased.stderr).toMatch(/backup\/keys\.db still has 1 destroyed keys/);
    expect((await anchor("backup", ...store, "--forget", at("backup"))).exitCode).toBe(0);
    const next = await anchor(...erase, "MA8-8");
    expect([next.json.copiesUnreached, next.stderr]).toEqual([0, ""]);
  });

  it("refuses an older copy, and goes on with it when told to", async () => {
    cpSync(at("records"), at("older"), { recursive: true });
    await anchor("hold", ...store, "--id", "MA8-9", "--reason", "litigation");
    await anchor("hold", ...store, "--id", "MA8-9", "--reason", "litigation", "--release");
    const older = ["--store", at("older"), "--keys", at("records/keys.db"), "--now", String(NOW_SECONDS)];
    expect(await anchor("audit", ...older)).toMatchObject({
      exitCode: 1,
      json: { error: { code: "RECORD_STORE_MISMATCH" } },
    });
    expect(await anchor("restore", ...older)).toMatchObject({
      exitCode: 0,
      json: { restored: true, keysWithoutRecord: 0, recordsWithoutKey: 0 },
    });
    expect(await anchor("audit", ...older, "--sample", "3")).toMatchObject({ exitCode: 0, json: { opened: 3 } });
  });

  it.skipIf(!hasPostgres)("keeps a store on Postgres, with the password in a file", async () => {
    const server = await startPostgres();
    try {
      const url = await server.createDatabase("records");
      writeFileSync(at("password"), "any\n");
      const place = ["--store", url, "--keys", at("pg-keys.db"), "--database-password-file", at("password")];
      const rest = ["--residency", "at-vienna", "--file", at("people.ndjson"), "--schema", at("schema.json")];
      const retention = ["--class", "ten-years", "--term", "3653"];
      expect(await anchor("import", ...place, ...rest, ...retention)).toMatchObject({ json: { added: 20 } });
      expect(await anchor("audit", ...place)).toMatchObject({ exitCode: 0, json: { versions: 20, findings: [] } });
      const open = new URL(url);
      open.password = "seen by everybody";
      expect((await anchor("audit", "--store", open.href, "--keys", at("pg-keys.db"))).exitCode).toBe(2);
      expect((await anchor("audit", "--store", url)).exitCode).toBe(2);
    } finally {
      await server.remove();
    }
  });
});
