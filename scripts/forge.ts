/** Runs forge of the npm package in contracts/: `tsx scripts/forge.ts test --match-contract Verifier`. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The forge binary, or undefined where npm has installed none for this platform. */
export function forgePath(): string | undefined {
  const path = join(root, `node_modules/@foundry-rs/forge-${process.platform}-${platformCpu()}/bin/forge`);
  return existsSync(path) ? path : undefined;
}

function platformCpu(): string {
  return process.arch === "x64" ? "amd64" : process.arch;
}

/** Runs forge in contracts/. @returns exit code and output; output is undefined when it is inherited */
export async function runForge(
  args: readonly string[],
  { capture = false }: { readonly capture?: boolean } = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const forge = forgePath();
  if (forge === undefined) {
    return {
      code: 1,
      output: `No forge binary for ${process.platform}-${process.arch}: @foundry-rs packages are missing.`,
    };
  }
  const child = spawn(forge, [...args], {
    cwd: join(root, "contracts"),
    stdio: ["ignore", capture ? "pipe" : "inherit", capture ? "pipe" : "inherit"],
    env: { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: "1" },
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
  return { code, output: Buffer.concat(chunks).toString() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { code, output } = await runForge(process.argv.length > 2 ? process.argv.slice(2) : ["test"]);
  if (output !== "") console.error(output);
  process.exitCode = code;
}
