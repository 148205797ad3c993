/** The check of bounds finds a reduction that is missing from any of the algorithms. */
import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../../src/engine/kernel/generator/bounds.ts";
import { compileKernel, kernelSources } from "../../../../src/engine/kernel/generator/compile.ts";
import { BoundError, interval, requireInside } from "../../../../src/engine/kernel/generator/interval.ts";

async function check(path?: string, what?: string, instead = ""): Promise<void> {
  const sources = kernelSources("bounds");
  if (path !== undefined && what !== undefined) {
    const source = sources.get(path)!;
    expect(source).toContain(what);
    sources.set(path, source.replace(what, instead));
  }
  checkBounds((await compileKernel("bounds", sources)).wasm);
}

describe("the bounds tier", () => {
  it("accepts the kernel", async () => {
    await check();
  });

  it.each([
    ["g1/pairs.ts", "    reduce(difference, difference);\n"],
    ["g2/pairs.ts", "  settle(difference);\n"],
    ["g1/pairs.ts", "  reduce(W, W);\n    what ="],
    ["g1/pairs.ts", "  reduce(Y, Y);\n  reduce(W, W);"],
    ["g1/jacobian.ts", "  reduce(A, A); // M\n"],
    ["transform.ts", "        reduce(T, T);\n"],
    ["unpack.ts", "      fq.reduce(v, v);\n    }\n    rootPowers(V);"],
    ["unpack.ts", "      fq2.reduce(v, v);\n      fq2.norm("],
    ["quotient.ts", "    const part = min(left, 4);"],
  ])("refuses %s without %j", async (path, what) => {
    const instead = what.includes("min(left, 4)") ? "    const part = min(left, 5);" : what.replace(/^.*\n/, "");
    await expect(check(path, what, instead)).rejects.toThrow(WebAssembly.RuntimeError);
  });
});

describe("intervals", () => {
  it("fail a build that leaves them", () => {
    expect(() => requireInside(interval(-4n, 9n), interval(-8n, 8n), "a limb")).toThrow(BoundError);
  });
});
