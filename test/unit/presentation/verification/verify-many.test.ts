import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../../src/core/field.ts";
import type { RegistryStatement } from "../../../../src/credentials/registry/statement.ts";
import {
  isVerifiedPresentation,
  type PresentationToVerify,
  verifyPresentation,
  verifyPresentations,
} from "../../../../src/presentation/verification/verify.ts";
import { createTestPortal, type TestPortal } from "../../../portal.ts";
import { statementOf } from "../../../world.ts";
import { loadFixture } from "./fixture.ts";

let portal: TestPortal;
beforeAll(() => {
  portal = createTestPortal();
});

function item(): PresentationToVerify {
  const asked = portal.request();
  return { presentation: portal.present(asked), options: portal.options(asked) };
}

async function codes(items: readonly PresentationToVerify[]): Promise<readonly string[]> {
  const results = await verifyPresentations(items);
  return results.map((result) => (result.status === "fulfilled" ? "verified" : result.reason.code));
}

/** What one by one would say. */
async function codesAlone(items: readonly PresentationToVerify[]): Promise<readonly string[]> {
  return Promise.all(
    items.map(({ presentation, options }) =>
      verifyPresentation(presentation, options).then(
        () => "verified",
        (error: { code: string }) => error.code,
      ),
    ),
  );
}

describe("verifyPresentations", () => {
  it("verifies real proofs of several circuits, each against its own request", async () => {
    const names = ["age", "residency", "eligibility", "age-again", "age-other-holder"] as const;
    const items = names.map((name) => {
      const { presentation, options } = loadFixture(name);
      return { presentation: JSON.stringify(presentation), options };
    });
    const results = await verifyPresentations(items);
    for (const result of results) {
      expect(result.status === "fulfilled" && isVerifiedPresentation(result.value)).toBe(true);
    }
    expect(await verifyPresentations([])).toEqual([]);
  });

  it("names any single false proof among 64, and accepts all others", async () => {
    const items = Array.from({ length: 64 }, item);
    for (const bad of [0, 38]) {
      const changed = items.map((each, i) => {
        if (i !== bad) return each;
        const good = each.presentation as ReturnType<TestPortal["present"]>;
        return { ...each, presentation: { ...good, proof: { ...good.proof, c: good.proof.a } } };
      });
      expect(await codes(changed)).toEqual(items.map((_, i) => (i === bad ? "PROOF_INVALID" : "verified")));
    }
  });

  it("refuses each item for the reason that verifyPresentation gives", async () => {
    const [good, other] = [item(), item()];
    const { proof } = good.presentation as ReturnType<TestPortal["present"]>;
    const [{ registry: id, issuerRoots }] = good.options.statements as [RegistryStatement];
    const roots = { id, issuerRoots };
    const items: PresentationToVerify[] = [
      good,
      { ...good, presentation: other.presentation },
      { ...good, presentation: null },
      { ...good, presentation: { ...(good.presentation as object), proof: { ...proof, a: ["1", "3"] } } },
      { ...good, options: { ...good.options, nowSeconds: good.options.nowSeconds + 700 } },
      { ...good, options: { ...good.options, statements: [] } },
      {
        ...good,
        options: { ...good.options, statements: [statementOf({ ...roots, statusRoot: 5n as FieldElement })] },
      },
      { ...good, options: { ...good.options, verificationKey: { ...portal.trapdoor.key } } },
      other,
    ];
    expect(await codes(items)).toEqual(await codesAlone(items));
    expect(await codes(items)).toEqual([
      "verified",
      "PUBLIC_SIGNAL_MISMATCH",
      "PRESENTATION_MALFORMED",
      "PRESENTATION_MALFORMED",
      "REQUEST_EXPIRED",
      "STATEMENT_MISSING",
      "STATUS_ROOT_NOT_ACCEPTED",
      "VERIFICATION_KEY_INVALID",
      "verified",
    ]);
  });

  it("refuses more than it can hold", async () => {
    await expect(verifyPresentations(new Array(4_097).fill(item()))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});
