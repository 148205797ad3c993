/** A real presentation made by the project's own prover (scripts/make-fixtures.ts), and everything to verify it. */
import { readFileSync } from "node:fs";
import { toField } from "../../../../src/core/field.ts";
import type { Presentation } from "../../../../src/presentation/proof/presentation.ts";
import type { PresentationRequest } from "../../../../src/presentation/proof/request.ts";
import type { VerifyOptions } from "../../../../src/presentation/verification/verify.ts";
import { importVerificationKey } from "../../../../src/statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../../../src/statement/circuit/signals.ts";
import { statementOf } from "../../../world.ts";

interface FixtureFile {
  readonly request: PresentationRequest;
  readonly presentation: Presentation;
  readonly verificationKey: Record<string, unknown>;
  readonly nowSeconds: number;
  readonly issuerRoot: string;
  readonly statusRoot: string;
}

export interface Fixture {
  readonly presentation: Presentation;
  readonly verificationKeyJson: Record<string, unknown>;
  readonly options: VerifyOptions;
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

export type FixtureName = CircuitName | "age-again" | "age-other-holder";

export function loadFixture(name: FixtureName = "age"): Fixture {
  const file = read(`test/vectors/presentation-${name}.json`) as FixtureFile;
  const { circuit } = file.request;
  const verificationKeyJson = file.verificationKey;
  const statement = statementOf(
    {
      id: file.request.registry,
      issuerRoots: { [file.request.schemaId]: toField(file.issuerRoot) },
      statusRoot: toField(file.statusRoot),
    },
    Math.floor(file.nowSeconds / 3_600) * 3_600 - 3_600,
  );
  return {
    presentation: file.presentation,
    verificationKeyJson,
    options: {
      request: file.request,
      verificationKey: importVerificationKey(verificationKeyJson, {
        circuit,
        setup: "development",
        allowDevelopmentKeys: true,
      }),
      statements: [statement],
      maxRootAgeSeconds: 7_201,
      nowSeconds: file.nowSeconds,
    },
  };
}
