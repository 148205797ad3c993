import { describe, expect, it } from "vitest";
import { PolicySyntaxError } from "../../../../src/statement/policy/check.ts";
import { POLICY_LIMITS, parsePolicy, readPolicy } from "../../../../src/statement/policy/index.ts";
import { plainPolicy, residentSchema } from "./builders.ts";

const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };

function textOf(require: unknown, extra: object = {}): string {
  return JSON.stringify({ ...plainPolicy(require), ...extra }, null, 2);
}

function refusalOf(text: string): PolicySyntaxError {
  try {
    parsePolicy(text, residentSchema);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error;
    throw error;
  }
  throw new Error("not refused");
}

/** The text at a refusal's position. */
function textAt(text: string, { position }: PolicySyntaxError): string {
  return text.split("\n")[position!.line - 1]!.slice(position!.column - 1);
}

describe("parsePolicy accepts", () => {
  it("a policy with everything optional", () => {
    const policy = parsePolicy(
      textOf(
        { allOf: [seniors, { claim: "district", in: { set: "city" } }] },
        {
          $schema: "policy.schema.json",
          title: { en: "Seniors", "de-AT": "Ältere" },
          maxClaims: 16,
          grid: "month/2026-11-01/60",
          source: { title: "Rule", url: "https://example.org/rule", year: 2026, note: "simplified", publisher: "City" },
          sets: { city: ["90101", "90201"] },
        },
      ),
      residentSchema,
    );
    expect(policy.maxClaims).toBe(16);
    expect(policy.sets).toEqual({ city: ["90101", "90201"] });
  });

  it("every operator that fits", () => {
    const tests = [
      { claim: "birthDate", "<": "1990-01-01" },
      { claim: "birthDate", between: ["1990-01-01", "1990-01-01"] },
      { claim: "birthDate", in: ["1990-01-01", "1991-01-01"] },
      { claim: "birthDate", yearsAgo: { between: [18, 25] } },
      { claim: "residentSince", daysAgo: { "!=": 0 } },
      { claim: "residentSince", ">": "2020-02-29" },
      { claim: "householdSize", notIn: [1, "2"] },
      { claim: "annualIncome", "<=": "9223372036854775807" },
      { claim: "disabled", "!=": true },
      { claim: "occupation", "=": "Schüler" },
      { not: { not: { claim: "district", "!=": "90101" } } },
    ];
    expect(() => parsePolicy(textOf({ anyOf: tests }), residentSchema)).not.toThrow();
  });

  it("without a schema what only a schema can refute", () => {
    expect(() => parsePolicy(textOf({ claim: "unheardOf", "=": 1 }))).not.toThrow();
  });
});

describe("parsePolicy refuses with path and position", () => {
  it.each<[what: string, require: unknown, path: string, at: string]>([
    ["an unknown claim", { claim: "birthdate", yearsAgo: { ">=": 65 } }, "require.claim", '"birthdate"'],
    ["an unknown operator", { claim: "birthDate", after: "1990-01-01" }, "require.after", '"after"'],
    ["no operator", { claim: "birthDate" }, "require", "{"],
    ["two operators", { claim: "annualIncome", ">": 1, "<": 5 }, "require", "{"],
    ["two relative operators", { claim: "birthDate", yearsAgo: { ">": 1, "<": 5 } }, "require.yearsAgo", "{"],
    ["an operator that doesn't fit a code", { claim: "district", "<": "9" }, 'require["<"]', '"<"'],
    ["an operator that doesn't fit a boolean", { claim: "disabled", in: [true] }, "require.in", '"in"'],
    ["yearsAgo on a day", { claim: "residentSince", yearsAgo: { ">": 1 } }, "require.yearsAgo", '"yearsAgo"'],
    ["daysAgo on a date", { claim: "birthDate", daysAgo: { ">": 1 } }, "require.daysAgo", '"daysAgo"'],
    ["a negative duration", { claim: "residentSince", daysAgo: { ">": -1 } }, 'require.daysAgo[">"]', "-1"],
    ["half a year", { claim: "birthDate", yearsAgo: { ">": 1.5 } }, 'require.yearsAgo[">"]', "1.5"],
    ["an impossible date", { claim: "birthDate", "<": "2023-02-29" }, 'require["<"]', '"2023-02-29"'],
    ["a number for a code", { claim: "district", "=": 90101 }, 'require["="]', "90101"],
    ["a code that is too long", { claim: "district", "=": "1234567890123456" }, 'require["="]', '"1234567890123456"'],
    ["a fraction of a cent", { claim: "annualIncome", "<=": 0.5 }, 'require["<="]', "0.5"],
    ["text for a boolean", { claim: "disabled", "=": "true" }, 'require["="]', '"true"'],
    ["an empty list", { claim: "district", in: [] }, "require.in", "[]"],
    ["a repeated member", { claim: "householdSize", in: [1, "1"] }, "require.in[1]", '"1"'],
    ["two spellings of one text", { claim: "occupation", in: ["Schüler", "Schu\u0308ler"] }, "require.in[1]", '"Sch'],
    ["bounds the wrong way round", { claim: "annualIncome", between: [2, 1] }, "require.between", "["],
    [
      "ages the wrong way round",
      { claim: "birthDate", yearsAgo: { between: [25, 18] } },
      "require.yearsAgo.between",
      "[",
    ],
    ["three bounds", { claim: "annualIncome", between: [1, 2, 3] }, "require.between[2]", "3"],
    ["an unknown set", { claim: "district", in: { set: "nowhere" } }, "require.in.set", '"nowhere"'],
    ["an empty group", { allOf: [seniors, { anyOf: [] }] }, "require.allOf[1].anyOf", "[]"],
    ["a group with a neighbour", { allOf: [seniors], claim: "x" }, "require.claim", '"claim"'],
    ["a bare string", { not: "seniors" }, "require.not", '"seniors"'],
    ["an empty object", { anyOf: [seniors, {}] }, "require.anyOf[1]", "{}"],
    ["null", { not: null }, "require.not", "null"],
  ])("%s", (_, require, path, at) => {
    const text = textOf(require);
    const refusal = refusalOf(text);
    expect(refusal.path).toBe(path);
    expect(textAt(text, refusal).startsWith(at)).toBe(true);
    expect(refusal.message).toContain(`line ${refusal.position!.line}, column ${refusal.position!.column}`);
  });

  it.each<[what: string, extra: object, path: string]>([
    ["an unknown key", { colour: "red" }, "colour"],
    ["another format", { civicproof: "schema/v2" }, "civicproof"],
    ["a name with spaces", { name: "my policy" }, "name"],
    ["a fractional version", { version: 1.5 }, "version"],
    ["no claims at all", { maxClaims: 0 }, "maxClaims"],
    ["17 claims", { maxClaims: 17 }, "maxClaims"],
    ["an unknown kind of period", { grid: "week/2026-11-01/60" }, "grid"],
    ["a grid from an unreal day", { grid: "month/2026-02-30/60" }, "grid"],
    ["a programme with a space", { programme: "senior pass" }, "programme"],
    ["a bad language tag", { title: { English: "x" } }, "title.English"],
    ["a bad URL", { source: { title: "x", url: "example" } }, "source.url"],
    ["another schema", { schema: "resident@2" }, "schema"],
    ["a repeated set member", { sets: { city: ["90101", "90101"] } }, "sets.city[1]"],
  ])("%s", (_, extra, path) => {
    const text = textOf(seniors, extra);
    const refusal = refusalOf(text);
    expect(refusal.path).toBe(path);
    expect(refusal.position!.line).toBeGreaterThan(1);
  });

  it("a set on a number, and a set member that is no code", () => {
    const sets = { sizes: ["1", "2"], codes: ["90101", "no code"] };
    expect(refusalOf(textOf({ claim: "householdSize", in: { set: "sizes" } }, { sets })).path).toBe("require.in.set");
    expect(refusalOf(textOf({ claim: "district", in: { set: "codes" } }, { sets })).path).toBe("sets.codes[1]");
  });
});

describe("parsePolicy refuses JSON that others read differently", () => {
  const good = textOf(seniors);
  it.each<[string, string]>([
    ["a comment", good.replace("{", "{ // note\n")],
    ["a trailing comma", good.replace(/\n}$/, ",\n}")],
    ["a repeated key", good.replace('"version"', '"name": "x",\n  "version"')],
    ["a repeated key by escape", good.replace('"version"', '"n\\u0061me": "x",\n  "version"')],
    ["__proto__", good.replace('"version"', '"__proto__": {},\n  "version"')],
    ["two values", `${good}{}`],
    ["a raw line break in a string", good.replace('"Test"', '"Te\nst"')],
    ["a byte order mark", `\ufeff${good}`],
    ["single quotes", good.replaceAll('"', "'")],
    ["nothing", ""],
    ["NaN", good.replace("65", "NaN")],
  ])("%s", (_, text) => {
    expect(refusalOf(text).position).toBeDefined();
  });

  it("a byte order mark and UTF-16 by their names", () => {
    expect(refusalOf(`\ufeff${good}`).received).toBe("a byte order mark");
    expect(refusalOf(Buffer.from(good, "utf16le").toString("utf8")).received).toBe("UTF-16");
  });

  it("a repeated key at the second one", () => {
    const text = good.replace('"version"', '"name": "x",\n  "version"');
    const refusal = refusalOf(text);
    expect(refusal.path).toBe("name");
    expect(textAt(text, refusal).startsWith('"name": "x"')).toBe(true);
  });

  it("deep nesting and long texts before parsing", () => {
    expect(refusalOf("[".repeat(500_000)).expected).toContain("levels");
    expect(refusalOf(`"${"x".repeat(POLICY_LIMITS.textLength)}"`).expected).toContain("characters");
    let deep: unknown = seniors;
    for (let i = 0; i < POLICY_LIMITS.depth + 1; i++) deep = { not: deep };
    expect(refusalOf(textOf(deep)).expected).toContain(`${POLICY_LIMITS.depth} levels`);
  });

  it("too many list members", () => {
    const sets = { city: Array.from({ length: 9_000 }, (_, i) => `D${i}`) };
    const use = { claim: "district", in: { set: "city" } };
    const refusal = refusalOf(textOf({ anyOf: [use, { not: use }] }, { sets }));
    expect(refusal.path).toBe("require.anyOf[1].not");
    expect(refusal.expected).toContain("16384 list members");
  });

  it("too many conditions", () => {
    const many = { anyOf: Array.from({ length: 200 }, (_, i) => ({ claim: "annualIncome", "=": i })) };
    expect(refusalOf(textOf({ anyOf: [many, many] })).expected).toContain("256 conditions");
  });
});

describe("readPolicy", () => {
  it("copies plain data and refuses the rest", () => {
    const plain = plainPolicy(seniors);
    expect(readPolicy(plain, residentSchema)).toEqual(plain);
    const withGetter = { ...plain };
    Object.defineProperty(withGetter, "name", { get: () => "x", enumerable: true });
    for (const bad of [withGetter, null, [], "policy", { ...plain, require: () => true }]) {
      expect(() => readPolicy(bad, residentSchema)).toThrow(PolicySyntaxError);
    }
  });
});
