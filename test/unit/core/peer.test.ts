import { describe, expect, it } from "vitest";
import { loadPeer, requirePeers } from "../../../src/core/peer.ts";

const there = async () => ({});
const missing = () => Promise.reject(new Error("Cannot find package"));

describe("optional packages", () => {
  it("are loaded", async () => {
    await expect(requirePeers({ a: there, b: there })).resolves.toBeUndefined();
    expect(await loadPeer("a", async () => 1)).toBe(1);
  });

  it("that are missing are named with the command that installs them", async () => {
    await expect(loadPeer("a", missing)).rejects.toMatchObject({
      code: "PACKAGE_MISSING",
      path: "a",
      message: expect.stringMatching(/: npm install a$/),
    });
  });

  it("that are missing are all named at once", async () => {
    await expect(requirePeers({ a: missing, b: there, "@c/d": missing })).rejects.toMatchObject({
      code: "PACKAGE_MISSING",
      path: "a, @c/d",
      message: expect.stringMatching(/: npm install a @c\/d$/),
      cause: expect.objectContaining({ message: "Cannot find package" }),
    });
  });
});
