import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashApiKey, openAccess } from "../../../../src/core/service/access.ts";
import { addressGroup, checkProxies } from "../../../../src/core/service/callers.ts";
import { openStorage, type ServiceStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { openHost, optionsOf } from "./host.ts";

let portal: TestPortal;
let storage: ServiceStorage;
beforeAll(async () => {
  portal = createTestPortal();
  storage = await openStorage({ url: "memory:" });
});
afterAll(() => storage.close());

describe("the group of an address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
    ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4::/64"],
  ])("%s is %s", (ip, group) => expect(addressGroup(ip)).toBe(group));
});

describe("trusted proxies", () => {
  it("are a number of hops, or addresses and networks", () => {
    for (const good of [1, 2, ["10.0.0.0/8"], ["::1", "192.0.2.7", "fd00::/8"]]) expect(checkProxies(good)).toBe(good);
    const bad = [0, -1, 1.5, 17, true, "", [], ["all"], ["10.0.0.0/33"], ["0.0.0.0/0"], ["::/0"], [7], null];
    for (const each of bad) expect(() => checkProxies(each as never), String(each)).toThrow(/the number of proxies/);
  });

  /** Calls with this header until the limit of 3. */
  const pass = async (trustProxy: number | string[] | undefined, forwarded: (i: number) => string) => {
    const host = await openHost(portal, optionsOf(portal, storage, { trustProxy, maxCallsPerMinute: 3 }));
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const headers = { "x-forwarded-for": forwarded(i) };
      const url = "/.well-known/jwks.json";
      statuses.push((await host.service.app.inject({ url, headers, remoteAddress: "10.0.0.9" })).statusCode);
    }
    await host.service.close();
    return statuses.filter((status) => status === 200).length;
  };

  it("say who calls, and what the caller writes itself is never believed", async () => {
    const forged = (i: number) => `198.51.100.${i}, 203.0.113.7`;
    const honest = (i: number) => `203.0.113.7, 198.51.100.${i}`;
    expect(await pass(undefined, forged)).toBe(3);
    expect(await pass(1, forged)).toBe(3);
    expect(await pass(["10.0.0.0/8"], forged)).toBe(3);
    expect(await pass(1, honest)).toBe(6);
    expect(await pass(["10.0.0.0/8"], honest)).toBe(6);
    // Two proxies: the inner one adds the outer one's address.
    expect(await pass(2, (i) => `198.51.100.${i}, 203.0.113.7, 10.0.0.8`)).toBe(3);
    expect(await pass(2, (i) => `1.2.3.4, 198.51.100.${i}, 10.0.0.8`)).toBe(6);
  });

  it("count an IPv6 caller by its /64", async () => {
    expect(await pass(1, (i) => `2001:db8:1:2::${i}`)).toBe(3);
    expect(await pass(1, (i) => `2001:db8:1:${i}::1`)).toBe(6);
  });
});

describe("API keys", () => {
  const [old, next] = ["the key of last year", "the key of this year"];
  it("are several, by name, and only their hashes are kept", async () => {
    const access = openAccess([
      { name: "2025", sha256: hashApiKey(old) },
      { name: "2026", sha256: hashApiKey(next) },
    ]);
    expect([`Bearer ${old}`, `bearer ${next}`, `BEARER  ${old}`].map(access.nameOf)).toEqual(["2025", "2026", "2025"]);
    const wrong = [undefined, "", old, `Basic ${old}`, `Bearer ${hashApiKey(old)}`, `Bearer ${old} `, "Bearer "];
    for (const each of wrong) expect(access.nameOf(each), each).toBeUndefined();
    expect(openAccess([]).isOpen).toBe(true);
  });

  it("are refused when they are short, malformed or share a name", () => {
    expect(() => hashApiKey("too short")).toThrow(/at least 16/);
    const sha256 = hashApiKey(old);
    const bad = [[{ name: "a b", sha256 }], [{ name: "a", sha256: old }], [1, 2].map(() => ({ name: "a", sha256 }))];
    for (const keys of bad) expect(() => openAccess(keys)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });
});
