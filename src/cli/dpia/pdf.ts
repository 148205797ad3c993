/** PDF files by a browser that is there already: the HTML report printed, with its headings and tables as tags. */
import { spawn } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { refusal } from "../../core/errors.ts";

/** Names under which Chromium and its kin are installed. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge"];
const LONGEST_MILLISECONDS = 60_000;

/** The first browser of a search path, or the one that `CIVICPROOF_CHROMIUM` names. @throws BrowserMissingError */
export async function findBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = environment.CIVICPROOF_CHROMIUM;
  const directories = (environment.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  const candidates =
    named === undefined ? directories.flatMap((at) => BROWSERS.map((name) => join(at, name))) : [named];
  for (const candidate of candidates) {
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  throw new BrowserMissingError({
    path: named === undefined ? "PATH" : "CIVICPROOF_CHROMIUM",
    expected: `a browser that prints: ${BROWSERS.join(", ")}, or the file that CIVICPROOF_CHROMIUM names`,
    ...(named === undefined ? {} : { received: named }),
  });
}

/**
 * Prints a page without network as PDF. The browser gets a profile of its own, and is ended after a minute.
 *
 * @throws BrowserFailedError when it ends without a PDF file
 */
export async function printPdf(html: string, browser: string, signal: AbortSignal): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), "civicproof-pdf-"));
  try {
    const [page, file] = [join(directory, "page.html"), join(directory, "page.pdf")];
    await writeFile(page, html);
    const flags = [
      "--headless",
      "--disable-gpu",
      "--no-first-run",
      "--no-pdf-header-footer",
      "--export-tagged-pdf",
      "--generate-pdf-document-outline",
      `--user-data-dir=${join(directory, "profile")}`,
      `--print-to-pdf=${file}`,
      // The sandbox of Chromium refuses to start for root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ];
    const ended = await run(browser, [...flags, pathToFileURL(page).href], signal);
    const written = await readFile(file).catch(() => undefined);
    if (written === undefined || written.subarray(0, 5).toString("latin1") !== "%PDF-") {
      throw new BrowserFailedError({ path: browser, expected: "a PDF file", received: ended });
    }
    return new Uint8Array(written);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs a program to its end and says in words how that was. */
function run(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", signal, timeout: LONGEST_MILLISECONDS });
    child.on("error", ({ message }) => resolve(message));
    child.on("close", (code, by) => resolve(code === null ? `ended by ${by}` : `exit code ${code}`));
  });
}

/**
 * No browser was found that could print the PDF file.
 *
 * What to do: install Chromium, or name a browser's file in `CIVICPROOF_CHROMIUM`; all other forms need none.
 */
export class BrowserMissingError extends /* @__PURE__ */ refusal(
  "BROWSER_MISSING",
  "BrowserMissingError",
  "No browser to print with",
) {}

/**
 * The browser ended, or took longer than a minute, and left no PDF file.
 *
 * What to do: run it by hand with `--headless --print-to-pdf`, and look at what it says.
 */
export class BrowserFailedError extends /* @__PURE__ */ refusal(
  "BROWSER_FAILED",
  "BrowserFailedError",
  "The browser wrote no PDF file",
) {}
