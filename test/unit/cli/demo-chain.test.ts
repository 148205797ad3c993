/** The demo's chain where the packages of a clone are not installed. */
import { expect, it, vi } from "vitest";
import { openChain } from "../../../src/cli/demo/chain.ts";
import { startEvm } from "../../../src/cli/demo/evm.ts";

vi.mock("@ethereumjs/evm", () => {
  throw new Error("Cannot find package");
});

it("attacks on a chain are not run where no EVM is installed", async () => {
  await expect(startEvm({ nowSeconds: 0 })).rejects.toMatchObject({ code: "PACKAGE_MISSING", path: "@ethereumjs/evm" });
  expect(await openChain({ nowSeconds: 0, registry: {} } as never, {} as never, {} as never)).toBeUndefined();
});
