import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AbortedError } from "../../../../src/core/abort.ts";
import { toField } from "../../../../src/core/field.ts";
import { InvalidInputError } from "../../../../src/core/json.ts";
import { PrivateKeyError } from "../../../../src/core/signature.ts";
import {
  type BatchOptions,
  type BatchProgress,
  type BatchResult,
  createSeenCommitments,
  issueBatch,
  MAX_ROW_BYTES,
  parseMapping,
} from "../../../../src/credentials/credential/batch.ts";
import { BatchInputError } from "../../../../src/credentials/credential/columns.ts";
import { checkCredential } from "../../../../src/credentials/credential/credential.ts";
import { holderCommitment } from "../../../../src/credentials/credential/holder.ts";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";
import { issuer, issuerKey, terms } from "./fixtures.ts";

const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "income", type: "money", currency: "EUR", minimum: 0 },
    { name: "district", type: "code" },
    { name: "disabled", type: "boolean" },
  ],
});

const mapping = {
  columns: { birthDate: "born", income: "income_eur", district: "nuts", disabled: "disabled" },
  holderCommitment: "commitment",
  ignore: ["note"],
  formats: { income: { decimals: 2 }, disabled: { true: "yes", false: "no" } },
} as const;

const HEADER = "commitment,born,income_eur,nuts,disabled,note";

const commitments = new Map<number, string>();
/** The commitment of the n-th synthetic holder. */
function commitment(n: number): string {
  const known = commitments.get(n) ?? String(holderCommitment(toField(n + 1)));
  commitments.set(n, known);
  return known;
}

const row = (n: number, changes: Partial<Record<string, string>> = {}) => {
  const cells = {
    commitment: commitment(n),
    born: "1950-02-28",
    income_eur: "123.45",
    nuts: "AT130",
    disabled: "no",
    note: "",
  };
  return Object.values({ ...cells, ...changes }).join(",");
};

function* pieces<T extends string | Uint8Array>(text: T, size: number): Generator<T> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size) as T;
}

function options(csv: string | BatchOptions["csv"], changes: Partial<BatchOptions> = {}): BatchOptions {
  let next = 0;
  return {
    csv: typeof csv === "string" ? pieces(csv, 100) : csv,
    mapping,
    schema,
    issuerKey,
    allocateStatusIndex: () => next++,
    ...terms,
    ...changes,
  };
}

async function run(csv: string | BatchOptions["csv"], changes: Partial<BatchOptions> = {}): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for await (const result of issueBatch(options(csv, changes))) results.push(result);
  return results;
}

const codes = (results: readonly BatchResult[]) =>
  results.map((result) =>
    "error" in result ? `${result.row}:${result.column ?? ""}:${result.error.code}` : `${result.row}:ok`,
  );

describe("issueBatch", () => {
  it("issues credentials that check", async () => {
    const [result] = await run([HEADER, row(0, { income_eur: "18123.45", disabled: "yes" })].join("\n"));
    expect(result).toMatchObject({ row: 1, line: 2 });
    if (result === undefined || !("credential" in result)) expect.unreachable();
    else {
      checkCredential(result.credential, { schema, expectedIssuer: issuer, holderSecret: toField(1) });
      expect(result.credential.claims).toEqual({
        birthDate: "1950-02-28",
        income: 1_812_345,
        district: "AT130",
        disabled: true,
      });
    }
  });

  it("reads any legal spelling of the same file, in pieces of any size", async () => {
    const plain = [HEADER, row(0, { note: "x" }), row(1, { note: "Größe; ½" }), ""].join("\n");
    const quoted = plain.replace(/[^,\n]+/g, (cell) => `"${cell}"`);
    const expected = await run(plain);
    expect(codes(expected)).toEqual(["1:ok", "2:ok"]);
    const spellings = [
      plain,
      quoted,
      plain.replaceAll("\n", "\r\n"),
      `\uFEFF${plain}`,
      `\uFEFF${quoted}`,
      plain.trimEnd(),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...spellings),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        async (text, size, asBytes) => {
          const csv = asBytes ? pieces(new TextEncoder().encode(text), size) : pieces(text, size);
          const results = await run(csv);
          expect(results.map((result) => "credential" in result && result.credential)).toEqual(
            expected.map((result) => "credential" in result && result.credential),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it("takes delimiters, quotes and line ends inside quoted cells", async () => {
    const note = '"a, ""b""\r\nand a second line, with a comma"';
    const results = await run([HEADER, row(0, { note }), row(1)].join("\r\n"));
    expect(codes(results)).toEqual(["1:ok", "2:ok"]);
    expect(results.map(({ line }) => line)).toEqual([3, 4]);
  });

  it("reports bad rows by number, column and code, and continues", async () => {
    const results = await run(
      [
        HEADER,
        row(0),
        row(1, { born: "1950-02-30" }),
        row(2, { income_eur: "123.4" }),
        row(3, { income_eur: "-0.01" }),
        row(4, { nuts: "AT 130" }),
        row(5, { disabled: "true" }),
        row(6, { commitment: "0" }),
        row(0),
        `${row(7)},surplus`,
        "too,few",
        row(8, { nuts: 'A"T' }),
        "",
        row(9),
      ].join("\n"),
    );
    expect(codes(results)).toEqual([
      "1:ok",
      "2:born:CLAIM_INVALID",
      "3:income_eur:CLAIM_INVALID",
      "4:income_eur:CLAIM_INVALID",
      "5:nuts:CLAIM_INVALID",
      "6:disabled:CLAIM_INVALID",
      "7:commitment:BATCH_INPUT_INVALID",
      "8:commitment:BATCH_INPUT_INVALID",
      "9::BATCH_INPUT_INVALID",
      "10::BATCH_INPUT_INVALID",
      "11::BATCH_INPUT_INVALID",
      "12:ok",
    ]);
    expect(results.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]);
  });

  it("never lets anybody claim earlier than with the credential before, whatever the batch says", async () => {
    const day = fc.constantFrom(0, 20200101, 20251231, 20260101, 20261201, 20270301);
    const withPrevious = { ...mapping, previousClaimsFrom: "before" };
    await fc.assert(
      fc.asyncProperty(day, fc.array(day, { minLength: 1, maxLength: 4 }), async (claimsFrom, before) => {
        const csv = [`${HEADER},before`, ...before.map((previous, n) => `${row(n)},${previous}`)].join("\n");
        const results = await run(csv, { mapping: withPrevious, claimsFrom });
        const issued = results.map((result) => ("credential" in result ? result.credential.claimsFrom : undefined));
        expect(issued).toEqual(before.map((previous) => Math.max(previous, claimsFrom)));
      }),
      { numRuns: 15 },
    );
  });

  it("reports a row whose credential before it has no real date", async () => {
    const withPrevious = { ...mapping, previousClaimsFrom: "before" };
    const cells = ["", "1", "20260230", "2026-01-01", "-1", "1e3", "020260101"];
    const csv = [`${HEADER},before`, ...cells.map((cell, n) => `${row(n)},${cell}`)].join("\n");
    for (const result of await run(csv, { mapping: withPrevious }))
      expect(result).toMatchObject({ column: "before", error: { code: "BATCH_INPUT_INVALID" } });
    await expect(run([HEADER, row(1)].join("\n"), { mapping: withPrevious })).rejects.toThrow(BatchInputError);
  });

  it("gives a status index to issued rows only", async () => {
    const results = await run([HEADER, row(0), row(1, { born: "" }), row(2)].join("\n"));
    expect(results.map((result) => "credential" in result && result.credential.statusIndex)).toEqual([0, false, 1]);
  });

  it("says nothing about a cell in its report", async () => {
    const secrets = {
      born: "secret1",
      income_eur: "secret2",
      nuts: "secret 3",
      disabled: "secret4",
      commitment: "secret5",
    };
    for (const [column, value] of Object.entries(secrets)) {
      const [result] = await run([HEADER, row(0, { [column]: value })].join("\n"));
      if (result === undefined || !("error" in result)) expect.unreachable();
      else expect(`${result.error} ${JSON.stringify(result.error)} ${result.error.stack}`).not.toContain("secret");
    }
  });

  const fatal: readonly [string, string][] = [
    ["an empty file", ""],
    ["a file of empty lines", "\n\n\n"],
    ["a missing column", HEADER.replace(",born", "")],
    ["a doubled column", `${HEADER},born`],
    ["a column that no circuit uses", `${HEADER},full_name\n${row(0)},Ada Lovelace`],
    ["a file without header", row(0)],
    ["a header in another case", HEADER.toUpperCase()],
    ["an unclosed quote", `${HEADER}\n${row(0)}\n"1950`],
    ["text after a closing quote", `${HEADER}\n"1950"x,1,2,3,4,5\n`],
    ["a row over the bound", `${HEADER}\n${row(0, { note: "x".repeat(MAX_ROW_BYTES) })}\n`],
    ["a header over the bound", "x".repeat(MAX_ROW_BYTES + 1)],
  ];
  it.each(fatal)("refuses %s as a whole", async (_, csv) => {
    await expect(run(csv)).rejects.toThrow(BatchInputError);
  });

  it("names an unknown column but no person's data", async () => {
    await expect(run(`${HEADER},full_name\n${row(0)},Ada`)).rejects.toThrow(/full_name/);
    const error: unknown = await run(`Ada Lovelace,1815-12-10\n`).catch((caught: unknown) => caught);
    expect(String(error)).not.toMatch(/Ada|1815/);
    const quote: unknown = await run(`${HEADER}\n"Ada"Lovelace,1\n`).catch((caught: unknown) => caught);
    expect(`${quote} ${(quote as Error).stack} ${(quote as Error).cause}`).not.toMatch(/Ada|Lovelace/);
  });

  it("stops an endless row before it fills the memory", async () => {
    let produced = 0;
    const endless = (function* () {
      yield `${HEADER}\n"`;
      for (;;) {
        produced += 1024;
        yield "x".repeat(1024);
      }
    })();
    await expect(run(endless)).rejects.toThrow(BatchInputError);
    expect(produced).toBeLessThan(20 * MAX_ROW_BYTES);
  });

  it("refuses bytes that are not UTF-8, and pieces that are neither text nor bytes", async () => {
    await expect(run([new TextEncoder().encode(`${HEADER}\n`), Uint8Array.of(0xff, 0xfe)])).rejects.toThrow(
      BatchInputError,
    );
    await expect(run([new TextEncoder().encode(`${HEADER}\n`), Uint8Array.of(0xc3)])).rejects.toThrow(BatchInputError);
    await expect(run([5 as unknown as string])).rejects.toThrow(InvalidInputError);
  });

  it("wraps what the source throws", async () => {
    const failing = (async function* () {
      yield `${HEADER}\n`;
      await Promise.resolve();
      throw new Error("disk on fire");
    })();
    await expect(run(failing)).rejects.toThrow(BatchInputError);
  });

  it("stops when the signal fires, even while the source stands still", async () => {
    const controller = new AbortController();
    const stalled = (async function* () {
      yield `${HEADER}\n${row(0)}\n${row(1)}\n`;
      await new Promise(() => undefined);
    })();
    const seen: number[] = [];
    const consume = async () => {
      for await (const result of issueBatch(options(stalled, { signal: controller.signal }))) {
        seen.push(result.row);
        if (result.row === 1) setTimeout(() => controller.abort(), 10);
      }
    };
    await expect(consume()).rejects.toThrow(AbortedError);
    expect(seen.length).toBeGreaterThan(0);
    await expect(run(HEADER, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  });

  it("closes the source when the reader leaves early", async () => {
    let isClosed = false;
    const source = (function* () {
      try {
        yield `${HEADER}\n`;
        for (let n = 0; ; n++) yield `${row(n % 50)}\n`;
      } finally {
        isClosed = true;
      }
    })();
    for await (const { row: number } of issueBatch(options(source))) if (number === 3) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isClosed).toBe(true);
  });

  it.each([
    ["dates", { validUntil: "2020-01-01" }, InvalidInputError],
    ["period", { claimsFrom: -1 }, InvalidInputError],
    ["key", { issuerKey: new Uint8Array(3) as never }, PrivateKeyError],
  ])("refuses a bad %s before the first row", async (_, changes, ErrorClass) => {
    let allocations = 0;
    const allocateStatusIndex = () => allocations++;
    await expect(run(`${HEADER}\n${row(0)}`, { ...changes, allocateStatusIndex })).rejects.toThrow(ErrorClass);
    expect(allocations).toBe(0);
  });

  it("streams 2,000 rows at the reader's pace and reports progress", async () => {
    let produced = 0;
    let furthestAhead = 0;
    let read = 0;
    const source = (function* () {
      yield `${HEADER}\n`;
      for (let n = 0; n < 2000; n++) {
        produced++;
        furthestAhead = Math.max(furthestAhead, produced - read);
        // Every tenth row is bad; the others share 50 holders, told apart by the port below.
        yield `${row(n % 50, n % 10 === 0 ? { born: "never" } : {})}\n`;
      }
    })();
    const progress: BatchProgress[] = [];
    const onProgress = (step: BatchProgress) => progress.push(step);
    for await (const _ of issueBatch(options(source, { onProgress, seen: { add: () => true } }))) read++;
    expect(read).toBe(2000);
    expect(progress.length).toBe(21);
    expect(progress.at(-1)).toEqual({ rows: 2000, issued: 1800, refused: 200 });
    expect(furthestAhead).toBeLessThan(700);
  });
});

describe("createSeenCommitments", () => {
  it("knows what it has seen, up to its bound", async () => {
    const seen = createSeenCommitments(2);
    expect(await seen.add(toField(1))).toBe(true);
    expect(await seen.add(toField(1))).toBe(false);
    expect(await seen.add(toField(2))).toBe(true);
    expect(() => seen.add(toField(3))).toThrow(BatchInputError);
    expect(await seen.add(toField(2))).toBe(false);
  });
});

describe("parseMapping", () => {
  const hostile: readonly [string, unknown][] = [
    ["no object", null],
    ["no columns", { holderCommitment: "c" }],
    ["no holder column", { ...mapping, holderCommitment: undefined }],
    ["an unmapped claim", { ...mapping, columns: { birthDate: "born" } }],
    ["a claim that the schema does not have", { ...mapping, columns: { ...mapping.columns, religion: "religion" } }],
    ["an ignored column that is used", { ...mapping, ignore: ["born"] }],
    ["the ignored holder column", { ...mapping, ignore: ["commitment"] }],
    ["a format for no claim", { ...mapping, formats: { religion: { decimals: 2 } } }],
    ["decimals for a date", { ...mapping, formats: { birthDate: { decimals: 2 } } }],
    ["true for money", { ...mapping, formats: { income: { true: "1" } } }],
    ["one cell for true and false", { ...mapping, formats: { disabled: { true: "false" } } }],
    ["5 decimals", { ...mapping, formats: { income: { decimals: 5 } } }],
    ["an unknown key", { ...mapping, script: "x" }],
    ["an own __proto__", JSON.parse(`{"columns":{"__proto__":"x"},"holderCommitment":"c"}`)],
  ];
  it.each(hostile)("refuses %s", (_, value) => {
    expect(() => parseMapping(value, schema)).toThrow(BatchInputError);
  });

  it("answers what it was given", () => {
    expect(parseMapping(mapping, schema)).toEqual(mapping);
  });
});
