/** Changes as SARIF 2.1.0 (OASIS), which code review tools show at the line that changed. */

import type { TextPosition } from "../core/errors.ts";
import { ownWith, requireList } from "../core/own.ts";
import type { Change, ChangeKind } from "./lock.ts";

const RULES: Readonly<Record<ChangeKind, string>> = {
  "public-signal": "A public signal of the circuit changed",
  circuit: "The circuit changed",
  key: "The proving or verification key changed",
  policy: "The policy changed",
  retention: "A retention term changed",
  scope: "A scope changed",
  chain: "The chain or how it is used changed",
  records: "Anchored records changed",
  population: "The counts changed",
  schema: "The schema changed",
  deployment: "The deployment changed",
};

export interface SarifOptions {
  /** Where a change stands; undefined for what has no place in a file. */
  readonly locate: (change: Change) => { readonly file: string; readonly position?: TextPosition } | undefined;
  readonly version: string;
}

/** A SARIF log with one run and one result per change. */
export function toSarif(changes: readonly Change[], options: SarifOptions): object {
  requireList("changes", changes);
  const { locate, version } = ownWith(options, "locate", "version");
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "civicproof dpia check",
            version,
            rules: Object.entries(RULES).map(([kind, text]) => ({
              id: `dpia/${kind}`,
              shortDescription: { text },
              defaultConfiguration: { level: "error" },
            })),
          },
        },
        results: changes.map((change) => {
          const found = locate(change);
          return {
            ruleId: `dpia/${change.kind}`,
            level: "error",
            message: { text: change.message },
            ...(found === undefined
              ? {}
              : {
                  locations: [
                    {
                      physicalLocation: {
                        artifactLocation: { uri: found.file },
                        ...(found.position === undefined
                          ? {}
                          : { region: { startLine: found.position.line, startColumn: found.position.column } }),
                      },
                    },
                  ],
                }),
          };
        }),
      },
    ],
  };
}
