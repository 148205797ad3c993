/** Writers of files: whole or not at all, private where said, and never through a link that somebody planted. */

import { execFileSync } from "node:child_process";
import { readdir, readFile, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeContent } from "../../../src/cli/files.ts";
import { readPostgresAccess } from "../../../src/core/database/postgres-access.ts";
import { partialName, partialsOf, readOrdinary, writeWhole } from "../../../src/core/whole-file.ts";
import { folderCache, readPublishedFrom } from "../../../src/credentials/registry/node.ts";
import { publishToFile, readPublication } from "../../../src/records/archive/publish.ts";
import { readFromDirectory, readManifest } from "../../../src/statement/artifacts/node.ts";
import { cli, temporaryDirectory } from "../cli/terminal.ts";
import { commit, createTestStore, importAll, residence } from "../records/world.ts";

/** Every way in which this package writes a file with a name that others know. */
const WRITERS: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  writeWhole: (file) => writeWhole(file, "new"),
  "the commands": (file) => writeContent(file, "new", { force: true }),
  "a registry's folder": (file) => folderCache(file.replace(/\/[^/]*$/, "")).set("place", "new"),
  "the chain of anchors": async (file) => {
    const files = createTestStore();
    const store = await files.open();
    try {
      await importAll(store, [residence(1)]);
      await commit(store);
      await publishToFile(store, file);
    } finally {
      await store.close();
      files.remove();
    }
  },
};

describe.each(Object.entries(WRITERS))("%s", (name, write) => {
  it("leaves what a planted link leads to as it is", async () => {
    const file = await temporaryDirectory();
    const place = file("place.json");
    await writeFile(file("elsewhere"), "old");
    // A publication reads the chain that is there first.
    await symlink(name === "the chain of anchors" ? file("nowhere") : file("elsewhere"), place);
    await write(place);
    expect(await readFile(file("elsewhere"), "utf8")).toBe("old");
    await expect(readlink(place)).rejects.toMatchObject({ code: "EINVAL" });
    expect((await readdir(file("."))).sort()).toEqual(["elsewhere", "place.json"]);
  });
});

describe("writeWhole", () => {
  it("takes a name that no process before it took, whatever its number", async () => {
    const file = await temporaryDirectory();
    expect(new Set(Array.from({ length: 100 }, () => partialName(file("a")))).size).toBe(100);
  });

  it("gives the rights that are asked for, and leaves nothing when it fails", async () => {
    const file = await temporaryDirectory();
    await writeWhole(file("deep/er/secret"), "x", { mode: 0o600 });
    expect(((await stat(file("deep/er/secret"))).mode & 0o777).toString(8)).toBe("600");
    const fails = writeWhole(file("deep/other"), "x", { putInPlace: () => Promise.reject(new Error("no")) });
    await expect(fails).rejects.toThrow("no");
    expect(await readdir(file("deep"))).toEqual(["er"]);
  });
});

it("a command names what a run left behind that was killed while it wrote people's credentials", async () => {
  const file = await temporaryDirectory();
  const left = partialName(file("people.ndjson"));
  for (const each of [left, partialName(file("other.ndjson")), file(".people.ndjson.mine")]) await writeFile(each, "x");
  expect(await partialsOf(file("people.ndjson"))).toEqual([left]);
  for (const name of ["schema.json", "key.json", "people.csv", "mapping.json"]) await writeFile(file(name), "{}");
  const ran = await cli(
    ...[
      "issue",
      "--schema",
      file("schema.json"),
      "--issuer-key",
      file("key.json"),
      "--registry",
      file("registry.json"),
    ],
    ...["--valid-from", "2026-01-01", "--valid-until", "2026-12-31", "--claims-from", "0"],
    ...["--csv", file("people.csv"), "--mapping", file("mapping.json"), "--out", file("people.ndjson")],
  );
  expect(ran.stderr).toContain(`warning: ${left} is what another run wrote`);
});

describe("what is no file", () => {
  /** Every way in which this package reads a file with a name that others know. */
  const READERS: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
    readOrdinary,
    "a publication": readPublication,
    "a published registry": async (file) =>
      readPublishedFrom(dirname(file))(basename(file), { maxBytes: 1_000, signal: new AbortController().signal }),
    "an artifact": async (file) => readFromDirectory(dirname(file))(basename(file), { bytes: 5, sha256: "" } as never),
    "a manifest": async (file) => {
      await rename(file, join(dirname(file), "manifest.json"));
      await readManifest(dirname(file));
    },
    "the certificates of a database": async (file) =>
      readPostgresAccess(`postgres://db.internal/portal?sslmode=verify-full&sslrootcert=${file}`, {}),
  };

  it.each(Object.entries(READERS))("is refused at once by what reads %s, as a pipe", async (_, read) => {
    const file = await temporaryDirectory();
    execFileSync("mkfifo", [file("pipe")]);
    await expect(read(file("pipe"))).rejects.toThrow();
  });

  it("reads no device", async () => {
    await expect(readOrdinary("/dev/null")).rejects.toMatchObject({ code: "EINVAL" });
  });
});
