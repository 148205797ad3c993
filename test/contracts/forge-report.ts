/** Runs forge's tests and reads its report. */
import { runForge } from "../../scripts/forge.ts";

export interface ForgeCase {
  readonly suite: string;
  readonly name: string;
  readonly passed: boolean;
  readonly reason: string;
  /** Calls made by an invariant test, 0 for others. */
  readonly calls: number;
}

interface Kind {
  readonly Invariant?: { readonly calls: number };
}

interface Report {
  readonly [suite: string]: {
    readonly test_results: {
      readonly [name: string]: { readonly status: string; readonly reason: string | null; readonly kind: Kind };
    };
  };
}

/** Runs tests under a profile of contracts/foundry.toml. @throws Error with forge's own words when the contracts don't compile */
export async function forgeTest(
  profile: "quick" | "default",
  args: readonly string[] = [],
): Promise<readonly ForgeCase[]> {
  process.env.FOUNDRY_PROFILE = profile;
  const { output } = await runForge(["test", "--json", ...args], { capture: true });
  const json = output.split("\n").find((line) => line.startsWith("{"));
  if (json === undefined) throw new Error(`forge reported nothing:\n${output.slice(-4_000)}`);
  return Object.entries(JSON.parse(json) as Report).flatMap(([suite, { test_results }]) =>
    Object.entries(test_results).map(([name, { status, reason, kind }]) => ({
      suite,
      name,
      passed: status === "Success",
      reason: reason ?? status,
      calls: kind.Invariant?.calls ?? 0,
    })),
  );
}
