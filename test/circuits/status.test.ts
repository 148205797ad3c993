import { expect, test } from "vitest";
import { describeTemplate } from "./describe-template.ts";
import { bitsOf, compileTemplate } from "./harness.ts";
import { statusTree } from "./statement.ts";

const LIST = 2 ** 17;
const revoked = [0, 3 * LIST + 77, 3 * LIST + 79, 4 * LIST + 78, 255 * LIST + LIST - 1];
const tree = statusTree(revoked);
const opening = (position: number) => ({
  position: bitsOf(position, 25),
  nodes: tree.path(Math.floor(position / 128)),
});

const instance = {
  inputs: ["{binary} position[25]", "nodes[48]"],
  outputs: ["root"],
  hints: ["StatusWord.half[].other", "StatusWord.half[].taken", "StatusWord.half[].checked.bits[]"],
};

describeTemplate("Status(6)", instance, (circuit) => ({
  accepts() {
    test.each([1, 127, 128, 3 * LIST + 76, 3 * LIST + 78, 4 * LIST + 77, 5 * LIST, 255 * LIST + LIST - 2])(
      "the clear bit %d and gives the root (P-11)",
      (position) => {
        expect(circuit.evaluate(opening(position), "root")).toBe(tree.root);
      },
    );
    test("takes 134 constraints for the word and 421 for each level: 2,660 for 2^25 credentials", async () => {
      expect(circuit.r1cs.nConstraints).toBe(134 + 6 * 421);
      const smaller = await compileTemplate({
        file: "status.circom",
        template: "Status(5)",
        inputs: ["{binary} position[22]", "nodes[40]"],
        outputs: ["root"],
      });
      expect(smaller.r1cs.nConstraints).toBe(134 + 5 * 421);
    });
  },

  rejects() {
    test.each(revoked)("the set bit %d", (position) => {
      circuit.expectRefused(opening(position));
    });
    test("the same index in another issuer's list, or another word of the same list", () => {
      const position = 3 * LIST + 77;
      expect(circuit.evaluate(opening(2 * LIST + 77), "root")).toBe(tree.root);
      for (const other of [2 * LIST + 77, 4 * LIST + 77, 3 * LIST + 77 + 128, 3 * LIST + 77 + 1024]) {
        circuit.expectRefused({ position: bitsOf(position, 25), nodes: tree.path(Math.floor(other / 128)) });
      }
    });
    test("a word that is not in the tree", () => {
      const { position, nodes } = opening(3 * LIST + 77);
      const forged = nodes.map((level) => [...level]) as bigint[][];
      forged[0]![Math.floor((3 * LIST + 77) / 128) % 8] = 0n;
      circuit.expectRefused({ position, nodes: forged });
    });
  },

  "cannot be forged"() {
    test("no wire is free", () => {
      circuit.expectNoWireIsFree(circuit.solve(opening(3 * LIST + 78)));
    });
    test("a forger can move no hint, at a clear bit or a set one", () => {
      circuit.expectOnlyOpen(opening(3 * LIST + 78), [], { sample: 2 });
      for (const step of [0, 3, 6]) {
        for (const value of [0n, 1n]) {
          circuit.expectNoForgery(opening(3 * LIST + 77), { [`StatusWord.half[${step}].taken`]: value });
          circuit.expectNoForgery(opening(3 * LIST + 77), { [`StatusWord.half[${step}].other`]: value });
        }
      }
    });
    test("a witness does not carry over to another position or root", () => {
      // 3 * LIST + 78 lies between the set bits 77 and 79; bit 78 of the next list is set too.
      const witness = circuit.solve(opening(3 * LIST + 78));
      circuit.expectForgeryFails(witness, { "position[0]": 1n });
      circuit.expectForgeryFails(witness, { "position[0]": 1n, "position[1]": 0n });
      circuit.expectForgeryFails(witness, { "position[17]": 0n, "position[18]": 0n, "position[19]": 1n });
      circuit.expectForgeryFails(witness, { root: 1n });
    });
  },
}));
