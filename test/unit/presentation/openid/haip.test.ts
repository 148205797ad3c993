/** The tables of what HAIP asks and of what packages of others say: each point has a test, or says why there is none. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FILES: Readonly<Record<string, string>> = {
  "signed-request": "test/unit/core/openid/signed-request.test.ts",
  "encrypted-response": "test/unit/core/openid/encrypted-response.test.ts",
  certificate: "test/unit/core/openid/certificate.test.ts",
  "signed-requests": "test/unit/portal/server/signed-requests.test.ts",
  "same-device": "test/unit/portal/server/same-device.test.ts",
  independent: "test/unit/presentation/openid/independent.test.ts",
  offers: "test/unit/office/independent.test.ts",
  verify: "test/unit/presentation/verification/verify.test.ts",
  browser: "test/browser/digital-credentials.test.ts",
};

const page = readFileSync("docs/wallet-requests.md", "utf8");
const rowsOf = (head: string) =>
  [
    ...page
      .split(head)[1]!
      .split("\n\n")[0]!
      .matchAll(/^\| (?!---)(.+) \| (.+) \| (.*?) ?\|$/gm),
  ].map(([, point, here, test]) => ({ point: point!, here: here!, test: test! }));
const points = rowsOf("| point | here | test |");
const packages = rowsOf("| what a package is given | what it says | test |");

describe("what HAIP asks", () => {
  it("is a table of all points, beside one of packages", () => {
    expect(points.length).toBeGreaterThan(20);
    expect(packages.length).toBeGreaterThan(5);
  });

  it.each([...points, ...packages])("has a test that is there, or a reason: $point", ({ here, test }) => {
    if (test === "") return void expect(here).toMatch(/does not apply|less than HAIP asks/);
    const [, name, titles] = /^([a-z-]+): (.+)$/.exec(test)!;
    const source = readFileSync(FILES[name!]!, "utf8");
    const quoted = [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => title!);
    expect(quoted.length).toBeGreaterThan(0);
    for (const title of quoted) expect(source).toContain(title);
  });
});
