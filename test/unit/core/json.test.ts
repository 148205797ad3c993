import { runInNewContext } from "node:vm";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { decode, InvalidInputError, parseJson, toPlainJson } from "../../../src/core/json.ts";
import { CredentialMalformedError } from "../../../src/credentials/credential/holder.ts";

describe("toPlainJson", () => {
  it("copies what JSON can say", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const forbidden = /"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value));
        fc.pre(!forbidden);
        const copy = toPlainJson(value);
        expect(copy).toEqual(value);
        if (typeof value === "object" && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it("reads objects without a prototype", () => {
    expect(toPlainJson(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
  });

  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const holed = [1, 2, 3];
  delete holed[1];
  const hostile: Readonly<Record<string, unknown>> = {
    undefined: undefined,
    "a function": () => 1,
    "a symbol": Symbol("x"),
    "a bigint": 1n,
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    "a getter": Object.defineProperty({}, "a", { get: () => 1, enumerable: true }),
    "a hidden getter": Object.defineProperty({}, "a", { get: () => 1 }),
    "a symbol key": { [Symbol("a")]: 1 },
    "an own __proto__": JSON.parse('{"__proto__":{"isAdmin":true}}'),
    "an own constructor": JSON.parse('{"a":{"constructor":1}}'),
    "a date": new Date(0),
    "a map": new Map(),
    "a boxed string": Object("x"),
    bytes: new Uint8Array(2),
    "a class instance": new (class Thing {
      a = 1;
    })(),
    "an array subclass": new (class List extends Array {})(),
    "an array with a hole": holed,
    "an array with an extra property": Object.assign([1], { extra: 2 }),
    "a cycle": cyclic,
    "a proxy that throws": new Proxy(
      {},
      {
        ownKeys: () => {
          throw new TypeError("boom");
        },
      },
    ),
    "a revoked proxy": (() => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    })(),
    "an array-like object": Object.setPrototypeOf({ length: 2 ** 31 }, Array.prototype),
    "a huge sparse array": new Array(2 ** 31),
    "a long string": "x".repeat(10_001),
    "a long key": { ["x".repeat(10_001)]: 1 },
    "too many values": Array.from({ length: 10_001 }, () => 0),
    "17 levels": JSON.parse("[".repeat(17) + "]".repeat(17)),
  };
  it.each(Object.keys(hostile))("refuses %s", (name) => {
    expect(() => toPlainJson(hostile[name])).toThrow(InvalidInputError);
    expect(() => toPlainJson({ inner: [hostile[name]] })).toThrow(InvalidInputError);
  });

  it("throws the class it is given, with the path", () => {
    const refusal = expect(() => toPlainJson({ a: [1, { b: 1n }] }, {}, CredentialMalformedError, "credential"));
    refusal.toThrow(CredentialMalformedError);
    expect(() => toPlainJson({ a: [1, { b: 1n }] }, {}, CredentialMalformedError, "credential")).toThrow(
      /at credential\.a\[1\]\.b/,
    );
  });

  it("does not let a proxy answer twice", () => {
    let reads = 0;
    const shifty = new Proxy(
      { amount: 1 },
      {
        getOwnPropertyDescriptor: () => ({ value: reads++, configurable: true, enumerable: true, writable: true }),
      },
    );
    const copy = toPlainJson(shifty) as { amount: number };
    expect(copy.amount).toBe(copy.amount);
    expect(reads).toBe(1);
  });
});

describe("decode", () => {
  const schema = v.strictObject({ list: v.array(v.strictObject({ n: v.number() })) });

  it("answers the typed value", () => {
    expect(decode(schema, { list: [{ n: 1 }] })).toEqual({ list: [{ n: 1 }] });
  });

  it("names the place of the first finding and never the value", () => {
    try {
      decode(schema, { list: [{ n: 1 }, { n: "secret-value" }] }, { path: "input" });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "INPUT_INVALID", path: "input.list.1.n" });
      expect(JSON.stringify(error)).not.toContain("secret-value");
    }
  });

  it("refuses unknown and missing keys", () => {
    expect(() => decode(schema, { list: [], more: 1 })).toThrow(InvalidInputError);
    expect(() => decode(schema, {})).toThrow(InvalidInputError);
    expect(() => decode(schema, Object.create({ list: [] }))).toThrow(InvalidInputError);
  });

  it("names a key that it does not know, and not what it holds", () => {
    const refused = (value: unknown) => expect(() => decode(schema, value, { path: "input" }));
    refused({ list: [], more: "secret-value" }).toThrow(
      "Invalid input at input.more: expected no such key, received more",
    );
    refused({ list: [{ n: 1, "m\u202e": 2 }] }).toThrow("at input.list.0.m\\u{202e}: expected no such key");
  });
});

describe("parseJson", () => {
  it("bounds the size before parsing", () => {
    expect(parseJson("[1]", 3)).toEqual([1]);
    expect(() => parseJson("[10]", 3)).toThrow(InvalidInputError);
    expect(() => parseJson("[1", 10)).toThrow(InvalidInputError);
    expect(() => parseJson(5 as unknown as string, 10)).toThrow(InvalidInputError);
  });
});

describe("data of another realm", () => {
  it("is plain data in every decoder", () => {
    const text = '{"a":[1,{"b":"c"}],"d":null}';
    const foreign: unknown = runInNewContext(`JSON.parse('${text}')`);
    expect(Object.getPrototypeOf(foreign)).not.toBe(Object.prototype);
    expect(toPlainJson(foreign)).toEqual(JSON.parse(text));
    expect(decode(v.strictObject({ a: v.array(v.any()), d: v.null() }), foreign)).toEqual(JSON.parse(text));
    expect(toPlainJson(structuredClone(foreign))).toEqual(JSON.parse(text));
  });

  it.each([
    "new (class Thing { a = 1 })()",
    "new (class List extends Array {})()",
    "new Map()",
    "new Date(0)",
    "Object.create({ inherited: 1 })",
    "Object.setPrototypeOf([1], [2])",
    "Object.create(Object.create(null))",
  ])("is refused where it is none: %s", (source) => {
    expect(() => toPlainJson(runInNewContext(source))).toThrow(InvalidInputError);
  });
});

describe("parseJson on text that two readers read in two ways", () => {
  it.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['[{"x":{"b":1 , "b"\n:2}}]', "b"],
    ['{"a":{"b":1},"c":[{}],"a":0}', "a"],
    ['{"\\\\":1,"\\\\":2}', "\\"],
    ['{"\\u001b":1,"\\u001b":2}', "\\u{1b}"],
  ])("refuses a key that comes twice, and names it: %s", (text, path) => {
    expect(() => parseJson(text, 100)).toThrow(expect.objectContaining({ path, expected: "each key once" }));
  });

  it("takes equal keys of different objects, and strings that look like keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify(value), 1e6)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    for (const text of ['{"a":{"a":"a"},"b":["a","a",{"a":1}]}', '{"a":"\\"a\\":","b":"{\\"a\\"","":"\\\\"}'])
      expect(parseJson(text, 100)).toEqual(JSON.parse(text));
  });

  it("names a byte order mark, and UTF-16", () => {
    const read = (text: string): unknown => {
      try {
        return parseJson(text, 100);
      } catch (error) {
        return (error as InvalidInputError).received;
      }
    };
    expect(read('\ufeff{"a":1}')).toBe("a byte order mark");
    expect(read(new TextDecoder().decode(Buffer.from('\ufeff{"a":1}', "utf16le")))).toBe("UTF-16");
    expect(read(Buffer.from('{"a":1}', "utf16le").toString("utf8"))).toBe("UTF-16");
    expect(read("{")).toBeUndefined();
  });
});
