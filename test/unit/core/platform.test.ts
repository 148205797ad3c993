/** What a platform lacks is said of the platform, not of what it was to read or prove. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { base64urlToBytes, bytesToBase64url } from "../../../src/core/bytes.ts";
import { UnsupportedPlatformError, utf8Decoder } from "../../../src/core/platform.ts";
import { poseidonImage } from "../../../src/engine/poseidon/hasher.ts";
import { createWitnessCalculator } from "../../../src/presentation/witness/calculator.ts";
import { loadArtifacts } from "../../../src/statement/artifacts/load.ts";
import { openArtifacts } from "../../../src/statement/artifacts/node.ts";

afterEach(() => void vi.unstubAllGlobals());

describe("without WebAssembly", () => {
  it("artifacts are refused before anything is downloaded", async () => {
    const { manifest } = await openArtifacts();
    vi.stubGlobal("WebAssembly", undefined);
    const read = vi.fn();
    const loading = loadArtifacts({ circuit: "age", manifest, read, allowDevelopmentKeys: true });
    await expect(loading).rejects.toThrow(UnsupportedPlatformError);
    expect(read).not.toHaveBeenCalled();
  });

  it("nothing throws a ReferenceError", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    await expect(createWitnessCalculator(new Uint8Array(8))).rejects.toThrow(UnsupportedPlatformError);
    expect(() => poseidonImage()).toThrow(UnsupportedPlatformError);
  });
});

describe("an engine of a phone", () => {
  it("without atob or btoa is named, and not the text", () => {
    vi.stubGlobal("atob", undefined);
    vi.stubGlobal("btoa", undefined);
    expect(() => base64urlToBytes("AAAA")).toThrow(UnsupportedPlatformError);
    expect(() => bytesToBase64url(new Uint8Array(3))).toThrow(UnsupportedPlatformError);
  });

  it("whose TextDecoder can't be fatal, or is missing, is named", () => {
    vi.stubGlobal(
      "TextDecoder",
      class {
        constructor(_: string, { fatal = false }: { fatal?: boolean } = {}) {
          if (fatal) throw new TypeError("fatal is not supported");
        }
      },
    );
    expect(() => utf8Decoder({ fatal: true })).toThrow(UnsupportedPlatformError);
    expect(() => utf8Decoder()).not.toThrow();
    vi.stubGlobal("TextDecoder", undefined);
    expect(() => utf8Decoder()).toThrow(UnsupportedPlatformError);
  });
});
