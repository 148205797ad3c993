/** Builds the circuits once before the tests (a second or two when nothing changed). */
import { spawnSync } from "node:child_process";

export default function setup(): void {
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "scripts/build-circuits.ts", "--check"], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0)
    throw new Error(
      "the circuits differ from their snapshots: run `npm run build:circuits` and look at the difference",
    );
}
