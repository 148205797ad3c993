/** `civicproof create portal|wallet|office`: an app that installs and starts, whole or not at all. */
import { spawn } from "node:child_process";
import { readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { packageDirectory } from "../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, option } from "../command.ts";
import { fileError } from "../files.ts";
import { UsageError } from "../report-error.ts";
import { packageVersion } from "../version.ts";

const KINDS = ["portal", "wallet", "office"] as const;
type Kind = (typeof KINDS)[number];

/** What npm accepts as the name of a package, without a scope. */
const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;
const INSTALL_MILLISECONDS = 600_000;

/** `civicproof create <kind> [folder]` */
export const addCreate: AddCommands = (program, run) => {
  addCommand<{ package?: string; install?: boolean }>(program, run, {
    usage: "create <kind> [folder]",
    summary: "make a portal, wallet or office app that starts with npm install and npm start",
    example: "create portal city-benefits",
    options: [
      option("--package <specifier>", "which civicproof the app uses: a version, a tarball; default: this version"),
      option("--install", "run npm install as well; without a network nothing is made"),
    ],
    async run({ package: specifier = `^${packageVersion()}`, install = false }, _terminal, [kind, folder]) {
      if (!KINDS.some((each) => each === kind))
        throw new UsageError({ path: "kind", expected: KINDS.join(", "), received: kind ?? "" });
      const target = resolve(folder ?? `civic-${kind}`);
      await createApp({ kind: kind as Kind, target, specifier, install });
      const place = relative(process.cwd(), target) || ".";
      const next = [...(place === "." ? [] : [`cd ${place}`]), ...(install ? [] : ["npm install"]), "npm start"];
      return {
        text: `Made a ${kind}${place === "." ? "" : ` in ${place}`}. Next:\n\n${next.map((line) => `  ${line}`).join("\n")}\n`,
        json: { kind, folder: target, next },
      };
    },
  });
};

interface AppOptions {
  readonly kind: Kind;
  readonly target: string;
  readonly specifier: string;
  readonly install: boolean;
}

/**
 * Writes into the folder itself, as a shell may be in it already, or it is a volume: one that is put in its place is
 * another one. What can't be finished is taken away again.
 */
async function createApp({ kind, target, specifier, install }: AppOptions): Promise<void> {
  const name = basename(target);
  if (!NAME.test(name))
    throw new UsageError({
      path: "folder",
      expected: "a name of small letters, digits and hyphens, as npm wants it",
      received: name,
    });
  const wasThere = await requireEmpty(target);
  let isOurs = false;
  try {
    await makeDirectory(target);
    await writeTemplate(target, { "{{name}}": name, "{{kind}}": kind, "{{package}}": specifier }, () => {
      isOurs = true;
    });
    if (install) await npmInstall(target);
  } catch (error) {
    if (isOurs) for (const entry of await readdir(target)) await rm(join(target, entry), { recursive: true });
    if (!wasThere) await rmdir(target).catch(() => {});
    throw error instanceof CivicproofError ? error : fileError(`${target} can't be written`, error);
  }
}

/** @returns whether there is a folder @throws UsageError for one with something in it */
async function requireEmpty(target: string): Promise<boolean> {
  const present = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new UsageError({ message: `${target} is no folder` });
  });
  if (present?.length) throw new UsageError({ message: `${target} is not empty: nothing was written` });
  return present !== undefined;
}

/**
 * `.txt` hides a package.json from tools that look for one. Nothing that somebody has written meanwhile is overwritten.
 *
 * @param onFirst told when something is in the folder
 */
async function writeTemplate(
  folder: string,
  values: Readonly<Record<string, string>>,
  onFirst: () => void,
): Promise<void> {
  const source = join(packageDirectory(), "templates", "app");
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(source, join(entry.parentPath, entry.name));
    const text = await readFile(join(source, path), "utf8");
    const file = join(folder, path.replace(/\.txt$/, ""));
    await makeDirectory(dirname(file));
    await writeFile(
      file,
      text.replace(/\{\{\w+\}\}/g, (mark) => values[mark] ?? mark),
      { flag: "wx" },
    );
    onFirst();
  }
}

function npmInstall(folder: string): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: INSTALL_MILLISECONDS,
      shell: process.platform === "win32",
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk).slice(-2_000);
    });
    child.on("error", (cause) =>
      reject(new InstallError({ message: "npm can't be started; nothing was made", cause })),
    );
    child.on("close", (code) => {
      if (code === 0) return done();
      const [first = "no reason given"] = said.split("\n").filter((line) => line !== "");
      reject(new InstallError({ message: `npm install failed, so nothing was made: ${first.slice(0, 300)}` }));
    });
  });
}

/**
 * The packages of a new app could not be installed; nothing of the app was left behind.
 *
 * What to do: connect to a network, or create the app without `--install` and install later.
 */
export class InstallError extends /* @__PURE__ */ refusal("APP_INSTALL_FAILED", "InstallError", "npm install failed") {}
