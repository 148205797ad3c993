/** Packages that only some deployments need: optional peers, loaded when first used. */
import { UnsupportedPlatformError } from "./platform.ts";

/**
 * Loads an optional peer package, for example `loadPeer("pg", () => import("pg"))`; the import stands at the call, so
 * that bundlers see it.
 *
 * @throws UnsupportedPlatformError with the command that installs it, when it is not there
 */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new UnsupportedPlatformError({
      path: name,
      message: `This needs the package "${name}", which can't be loaded: npm install ${name}`,
      cause,
    });
  }
}
