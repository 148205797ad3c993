/** A ceremony in a directory: a step enters whole, one at a time, and what was cut off is completed or removed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../../src/ceremony/folder/directory.ts";
import { memoryFolder, PATHS } from "../../../src/ceremony/folder/folder.ts";
import { temporaryDirectory } from "../cli/terminal.ts";
import { ADA, contributeTo, startTiny } from "./world.ts";

const text = (value: string) => new TextEncoder().encode(value);
const STEP = new Map([
  [PATHS.key("age", 1), text("key of age")],
  [PATHS.key("residency", 1), text("key of residency")],
  [PATHS.attestation(1), text("attestation")],
]);
const all = async (directory: string) => (await readdir(directory, { recursive: true })).sort();
/** A process that has ended. */
let ended: number;
beforeAll(async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  ended = child.pid!;
});
const left = (pid: number, machine = hostname().replaceAll(/[^\w-]/g, "_")) =>
  `.partial-${machine}-${pid}-01234567-89ab-4cde-8f01-23456789abcd`;

describe("a directory", () => {
  it("holds the same as memory does, after the same steps", async () => {
    const path = (await temporaryDirectory())("ceremony");
    const memory = await startTiny();
    const folder = await openDirectory(path);
    await folder.addStep(memory);
    expect(await folder.list()).toEqual(await memoryFolder(memory).list());
    await contributeTo(folder, ADA);
    expect(await folder.list()).toHaveLength(memory.size + 3);
    expect(await folder.read(PATHS.ceremony)).toEqual(memory.get(PATHS.ceremony));
    expect(await folder.read("none")).toBeUndefined();
    expect((await readdir(path)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("takes a step once, and leaves nothing of the second", async () => {
    const path = (await temporaryDirectory())("ceremony");
    const [one, two] = [await openDirectory(path), await openDirectory(path)];
    const results = await Promise.allSettled([
      one.addStep(STEP),
      two.addStep(new Map([...STEP].map(([name]) => [name, text("second")]))),
    ]);
    const refused = results.filter((each) => each.status === "rejected");
    expect(refused.map(({ reason }) => reason.code)).toEqual(["CEREMONY_STEP_OCCUPIED"]);
    const winner = results[0]!.status === "fulfilled" ? "key of age" : "second";
    expect(await one.read(PATHS.key("age", 1))).toEqual(text(winner));
    expect((await all(path)).filter((name) => name.startsWith("."))).toEqual([]);
    await expect(two.addStep(STEP)).rejects.toMatchObject({ code: "CEREMONY_STEP_OCCUPIED" });
  });

  it("is unchanged by a process that was killed before its step counted, and forgets it", async () => {
    const path = (await temporaryDirectory())("ceremony");
    await mkdir(join(path, left(ended), "x", "age"), { recursive: true });
    await writeFile(join(path, left(ended), "x", "age", "0001.zkey"), "half");
    await mkdir(join(path, left(process.pid)), { recursive: true });
    await mkdir(join(path, left(ended, "another-machine")), { recursive: true });
    const folder = await openDirectory(path);
    expect(await folder.list()).toEqual([]);
    // Others may still be at work.
    expect((await readdir(path)).sort()).toEqual([left(process.pid), left(ended, "another-machine")].sort());
  });

  it.each([0, 1, 2])("is completed after a process that was killed with %s files in their places", async (moved) => {
    const path = (await temporaryDirectory())("ceremony");
    await openDirectory(path);
    const names = [...STEP.keys()];
    for (const [name, content] of STEP) {
      await mkdir(join(path, ".step", "own", name, ".."), { recursive: true });
      await writeFile(join(path, ".step", "own", name), content);
    }
    for (const name of names.slice(0, moved)) {
      await mkdir(join(path, name, ".."), { recursive: true });
      await rename(join(path, ".step", "own", name), join(path, name));
    }
    const folder = await openDirectory(path);
    expect(await folder.list()).toEqual([...names].sort());
    for (const [name, content] of STEP) expect(await folder.read(name)).toEqual(content);
    expect(existsSync(join(path, ".step"))).toBe(false);
  });

  it("drops a step that lost the race and was killed", async () => {
    const path = (await temporaryDirectory())("ceremony");
    await (await openDirectory(path)).addStep(STEP);
    for (const name of STEP.keys()) {
      await mkdir(join(path, ".step", "own", name, ".."), { recursive: true });
      await writeFile(join(path, ".step", "own", name), "late");
    }
    const folder = await openDirectory(path);
    for (const [name, content] of STEP) expect(await folder.read(name)).toEqual(content);
    expect(existsSync(join(path, ".step"))).toBe(false);
  });

  it("that can't be written is refused with its code", async () => {
    const path = (await temporaryDirectory())("ceremony");
    await writeFile(path, "a file");
    const opened = openDirectory(path);
    await expect(opened).rejects.toMatchObject({ code: "CEREMONY_FOLDER_UNUSABLE" });
  });
});
