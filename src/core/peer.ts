/** Packages that only some deployments need: optional peers, loaded when first used. */
import { refusal } from "./errors.ts";

/**
 * Loads an optional peer package, for example `loadPeer("pg", () => import("pg"))`; the import stands at the call, so
 * that bundlers see it.
 *
 * @throws PackageMissingError with the command that installs it, when it is not there
 */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new PackageMissingError({
      path: name,
      message: `This needs the package "${name}", which can't be loaded: npm install ${name}`,
      cause,
    });
  }
}

/**
 * Loads several optional peers, so that all missing ones are named at once and before anything has started:
 * `requirePeers({ pg: () => import("pg"), fastify: () => import("fastify") })`.
 *
 * @throws PackageMissingError with the command that installs what is not there
 */
export async function requirePeers(peers: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  const causes: unknown[] = [];
  const missing: string[] = [];
  for (const [name, load] of Object.entries(peers)) {
    await load().catch((cause: unknown) => {
      causes.push(cause);
      missing.push(name);
    });
  }
  if (missing.length === 0) return;
  throw new PackageMissingError({
    path: missing.join(", "),
    message: `This needs packages that can't be loaded: npm install ${missing.join(" ")}`,
    cause: causes[0],
  });
}

/**
 * An optional package that this function needs is not installed.
 *
 * What to do: install it with the command in the message.
 */
export class PackageMissingError extends /* @__PURE__ */ refusal(
  "PACKAGE_MISSING",
  "PackageMissingError",
  "A package is not installed",
) {}
