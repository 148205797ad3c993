import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

describe("the packages that a service is checked for", () => {
  it("are the ones that its parts load", () => {
    const loaded = ["src/core/service", "src/portal/server", "src/portal/store"].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".ts") && name !== "peers.ts")
        .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/loadPeer\(\s*"([^"]+)"/g)])
        .map(([, peer]) => peer!),
    );
    const checked = readFileSync("src/portal/server/peers.ts", "utf8").matchAll(/import\("([^"]+)"\)/g);
    expect(loaded).toContain("fastify");
    expect([...checked].map(([, peer]) => peer)).toEqual(expect.arrayContaining([...new Set(loaded)]));
  });
});
