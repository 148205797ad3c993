import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { InvalidInputError } from "../../../src/core/json.ts";
import { own, ownWith } from "../../../src/core/own.ts";
import { PresentationMalformedError } from "../../../src/engine/groth16/proof.ts";
import { createMemoryStore } from "../../../src/portal/store/memory.ts";
import { openSqliteStore } from "../../../src/portal/store/sqlite.ts";
import { decodeCompact } from "../../../src/presentation/proof/compact.ts";
import { createPresentation } from "../../../src/presentation/proof/prove.ts";
import { loadVerificationKey } from "../../../src/presentation/verification/load-key.ts";
import { verifyPresentation } from "../../../src/presentation/verification/verify.ts";
import { readFromUrl } from "../../../src/statement/artifacts/fetch.ts";
import { importVerificationKey, sourceOfKey } from "../../../src/statement/artifacts/imported-key.ts";
import { loadArtifacts } from "../../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../../src/statement/artifacts/node.ts";
import { compilePolicy, lintPolicy } from "../../../src/statement/policy/index.ts";
import { createTestPortal } from "../../portal.ts";
import { FIXTURE_POLICIES, SCHEMA } from "../../world.ts";

let planted: string[] = [];

/** What an attacker reaches who can set a property of every object. */
function plant(values: object): void {
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
    planted.push(key);
  }
}

afterEach(() => {
  for (const key of planted) delete (Object.prototype as unknown as Record<string, unknown>)[key];
  planted = [];
});

describe("options that stand on Object.prototype", () => {
  it("are none", () => {
    plant({ a: 1 });
    expect(({} as { a?: number }).a).toBe(1);
    const { a, b = 2 } = own<{ a?: number; b?: number }>({});
    expect([a, b]).toEqual([undefined, 2]);
    expect({ ...own({ c: 3 }) }).toEqual({ c: 3 });
  });

  it("permit no development keys", async () => {
    const portal = createTestPortal();
    const json = sourceOfKey(portal.trapdoor.key);
    const source = await openArtifacts();
    plant({ allowDevelopmentKeys: true, setup: "ceremony" });
    expect(() => importVerificationKey(json, { circuit: "age", setup: "development" })).toThrow(
      expect.objectContaining({ code: "DEVELOPMENT_KEY_REFUSED" }),
    );
    expect(() => importVerificationKey(json, { circuit: "age" } as never)).toThrow(
      expect.objectContaining({ code: "DEVELOPMENT_KEY_REFUSED" }),
    );
    await expect(loadVerificationKey({ circuit: "age", ...source })).rejects.toMatchObject({
      code: "DEVELOPMENT_KEY_REFUSED",
    });
  });

  it("make no verification weaker", async () => {
    const portal = createTestPortal();
    const request = portal.request();
    const presentation = portal.present(request);
    const { maxRootAgeSeconds, nowSeconds, ...missing } = portal.options(request);
    plant({ maxRootAgeSeconds, nowSeconds });
    await expect(verifyPresentation(presentation, missing as never)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("decide nothing in a store", async () => {
    const portal = createTestPortal();
    const [first, second] = [await portal.verified(), await portal.verified()];
    const memory = createMemoryStore();
    const folder = mkdtempSync(join(tmpdir(), "civicproof-own-"));
    const sqlite = await openSqliteStore({ file: join(folder, "store.db") });
    const effects: string[] = [];
    plant({ idempotencyKey: "the same for all", retainUntilSeconds: 1, effect: () => effects.push("ran") });
    for (const store of [memory, sqlite]) {
      expect(await store.consume(first)).toBe("accepted");
      expect(await store.consume(second)).toBe("accepted");
    }
    expect(effects).toEqual([]);
    await sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("settle nothing", () => {
    plant({ settles: true });
    const texts = { ...FIXTURE_POLICIES.age, require: { claim: "profession", in: ["a", "b"] } } as const;
    expect(compilePolicy(texts, SCHEMA).textClaims).toEqual(["profession"]);
    expect(lintPolicy(texts, SCHEMA).some(({ severity }) => severity === "error")).toBe(false);
  });
});

describe("options that are none", () => {
  const unreadable = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new TypeError("trap");
      },
    },
  );
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["text", "options"],
    ["a proxy that throws", unreadable],
  ])("are refused as such: %s", async (_, options) => {
    expect(() => own(options as object)).toThrow(InvalidInputError);
    await expect(loadVerificationKey(options as never)).rejects.toThrow(InvalidInputError);
    await expect(loadArtifacts(options as never)).rejects.toThrow(InvalidInputError);
    await expect(createPresentation(options as never)).rejects.toThrow(InvalidInputError);
    expect(() => readFromUrl(options as never)).toThrow(InvalidInputError);
    expect(() => decodeCompact(options as never)).toThrow(PresentationMalformedError);
  });
});

describe("an option that has to be there", () => {
  it.each([undefined, null])("is named where it is %s", async (missing) => {
    expect(() => ownWith({ a: 1, b: missing as unknown as number }, "a", "b")).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID", path: "b" }),
    );
    const given = { artifacts: missing } as unknown as Parameters<typeof createPresentation>[0];
    await expect(createPresentation(given)).rejects.toMatchObject({ code: "INPUT_INVALID", path: "artifacts" });
  });
});
