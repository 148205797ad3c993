/** The pairing's module as a file. */
import { beforeEach, describe, expect, it, vi } from "vitest";

type ModuleFile = typeof import("../../../../src/engine/pairing/module-file.ts");
type Machines = typeof import("../../../../src/engine/pairing/machine.ts");

describe("civicproof/verifier.wasm", () => {
  let own: ModuleFile;
  let machines: Machines;

  beforeEach(async () => {
    // Each process has one machine.
    vi.resetModules();
    own = await import("../../../../src/engine/pairing/module-file.ts");
    machines = await import("../../../../src/engine/pairing/machine.ts");
  });

  const compiled = (bytes: Uint8Array) => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);

  it("is what the machine of the process then computes with", () => {
    const compile = vi.spyOn(WebAssembly, "Module");
    const module = compiled(own.moduleFile());
    compile.mockImplementation(() => {
      throw new EvalError("Wasm code generation disallowed by embedder");
    });
    own.useVerifierModule(module);
    const machine = machines.sharedMachine();
    compile.mockRestore();
    expect(machine.mark()).toBeGreaterThan(0);
    expect(machine.toIntegers(machine.fromIntegers([7n, 8n]), 1)).toEqual([7n, 8n]);
  });

  it("is refused when it is of another version, or anything else", () => {
    const other = own.moduleFile();
    other[other.length - 1]! ^= 1;
    const [nothing] = [Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])];
    for (const module of [compiled(other), compiled(nothing!), {}, undefined] as WebAssembly.Module[]) {
      expect(() => own.useVerifierModule(module)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
    }
  });

  it("is refused when there is a machine already: keys are prepared with it", () => {
    machines.sharedMachine();
    const module = compiled(own.moduleFile());
    expect(() => own.useVerifierModule(module)).toThrow(/before anything is verified/);
  });
});
