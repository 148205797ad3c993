/** What package.json says of the package, and what a release does. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const metadata = JSON.parse(readFileSync("package.json", "utf8")) as Readonly<Record<string, unknown>>;

describe("package.json", () => {
  it("says what the package is for, and names no address that nobody gave it", () => {
    expect((metadata.keywords as readonly string[]).length).toBeGreaterThan(5);
    // An address comes with the project's own; until then the release says what is missing.
    const missing = ["repository", "homepage", "bugs"].filter((name) => metadata[name] === undefined);
    if (missing.length > 0) expect(readFileSync("CONTRIBUTING.md", "utf8")).toMatch(/names no repository, homepage or/);
  });
});

describe("package.json", () => {
  it("has npm install nothing but what every application needs, and nothing under the GPL", () => {
    expect(metadata.optionalDependencies).toBeUndefined();
    const { dependencies, peerDependencies } = metadata as Record<string, Readonly<Record<string, string>>>;
    expect(Object.keys(dependencies!).filter((name) => Object.hasOwn(peerDependencies!, name))).toEqual([]);
    const licences = Object.keys(dependencies!).map(
      (name) => (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { license: string }).license,
    );
    expect(licences.filter((licence) => !/\b(MIT|ISC|Apache-2\.0|BSD-3-Clause)\b/.test(licence))).toEqual([]);
  });
});

describe("a release", () => {
  interface Step {
    readonly run?: string;
    readonly uses?: string;
  }
  const text = readFileSync(".github/workflows/release.yml", "utf8");
  const { jobs, permissions } = parse(text) as {
    readonly permissions: object;
    readonly jobs: { readonly publish: { readonly permissions: object; readonly steps: readonly Step[] } };
  };
  const commands = jobs.publish.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

  it("publishes the tarball that was tested, with provenance and without a token", () => {
    expect(permissions).toEqual({});
    expect(jobs.publish.permissions).toEqual({ contents: "read", "id-token": "write" });
    const publishing = commands.findIndex((run) => run.startsWith("npm publish"));
    expect(commands[publishing]).toBe("npm publish ./civicproof-*.tgz --provenance --access public --ignore-scripts");
    const before = commands.slice(0, publishing);
    for (const step of ["npm ci", "npm run check", "npm test", "npm run test:packages", "npm run sbom"])
      expect(before).toContain(step);
    expect(text).not.toMatch(/secrets.|TOKEN/);
  });

  it("runs only commands that there are, and tells what to do when one comes from an older version", () => {
    const scripts = metadata.scripts as Readonly<Record<string, string>>;
    const named = commands.flatMap((run) => [...run.matchAll(/^npm run ([a-z:]+)/g)].map(([, name]) => name!));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(existsSync("docs/upgrading.md")).toBe(true);
    expect(scripts.changeset).toMatch(/^npx --yes @changesets\/cli@2.[0-9.]+$/);
  });
});
