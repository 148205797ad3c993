/** The anchor commands from an import to an audit, as an agency, a countersigner and an auditor run them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
      json: { rows: 3, added: 2, refusals: [{ row: 3, code: "CLAIM_INVALID", path: "fields.movedIn" }] },
    });
    expect(await load("people.ndjson")).toMatchObject({ exitCode: 0, json: { rows: 20, added: 20 } });
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
});
