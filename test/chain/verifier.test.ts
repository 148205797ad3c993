/** The verifier contracts on a real node, with the committed proofs. */
import { readFileSync } from "node:fs";
import { type Address, encodeFunctionData, keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../src/core/field.ts";
import { GROTH16_VERIFIER_ABI as abi } from "../../src/portal/settlement/abi.generated.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import { type CircuitName, CLAIM_CIRCUITS, PUBLIC_SIGNALS } from "../../src/statement/circuit/signals.ts";
import { FIXTURE, type FixtureClaim } from "../unit/portal/settlement/claims.ts";
import { type Anvil, compile, hasAnvil, startAnvil } from "./anvil.ts";

const METADATA = [
  "circuitId",
  "circuitVersion",
  "publicInputsSchemaHash",
  "publicInputsSchemaURI",
  "verificationKeyURI",
  "proofSystem",
] as const;

type Words = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
const words = (texts: readonly string[]): Words => texts.map(BigInt) as unknown as Words;
const changed = (list: Words, i: number, change: (value: bigint) => bigint): Words =>
  list.map((value, j) => (i === j ? change(value) : value)) as unknown as Words;

describe.skipIf(!hasAnvil)("the verifiers on a node", () => {
  let anvil: Anvil;
  const addresses = {} as Record<CircuitName, Address>;
  beforeAll(async () => {
    const files = CLAIM_CIRCUITS.map((name) => `contracts/keys/${name[0]!.toUpperCase()}${name.slice(1)}Verifier.sol`);
    const compiled = await compile(files);
    anvil = await startAnvil({ nowSeconds: FIXTURE.nowSeconds });
    for (const name of CLAIM_CIRCUITS) {
      const contract = compiled[`${name[0]!.toUpperCase()}${name.slice(1)}Verifier`]!;
      const { address } = await deployContract({
        walletClient: anvil.wallet(0),
        publicClient: anvil.publicClient,
        contract,
        allowDevelopmentKeys: true,
      });
      addresses[name] = address;
    }
  });
  afterAll(() => anvil?.stop());

  const verify = (circuit: CircuitName, proof: Words, signals: Words): Promise<boolean> =>
    anvil.publicClient.readContract({
      address: addresses[circuit],
      abi,
      functionName: "verify",
      args: [proof, signals],
    });
  const refusal = async (claim: FixtureClaim, proof: Words, signals: Words): Promise<string> => {
    try {
      await verify(claim.circuit, proof, signals);
      return "accepted";
    } catch (error) {
      return /\b(PointMalformed|SignalOutOfField|ProofInvalid)\(\)/.exec(String(error))?.[1] ?? String(error);
    }
  };
  const claims = () => [FIXTURE.age[0]!, FIXTURE.residency[0]!, FIXTURE.eligibility[0]!];

  it("accept real proofs of every circuit and name the keys they are for", async () => {
    for (const claim of claims()) {
      expect(await verify(claim.circuit, words(claim.proof), words(claim.signals))).toBe(true);
      const address = addresses[claim.circuit];
      const hash = await anvil.publicClient.readContract({ address, abi, functionName: "verificationKeyHash" });
      expect(hash).toBe(FIXTURE.programmes[claim.circuit].verificationKeyHash);
      expect(await anvil.publicClient.readContract({ address, abi, functionName: "circuitName" })).toBe(claim.circuit);
    }
  });

  it("describe themselves as ERC-8084 says: contents that hash to what they announce", async () => {
    const manifest = JSON.parse(readFileSync("artifacts/manifest.json", "utf8"));
    const creations = await anvil.publicClient.getContractEvents({ abi, fromBlock: 0n });
    for (const circuit of CLAIM_CIRCUITS) {
      const address = addresses[circuit];
      const read = (functionName: (typeof METADATA)[number]) =>
        anvil.publicClient.readContract({ address, abi, functionName });
      const [id, circuitVersion, schemaHash, schemaUri, keyUri, proofSystem] = await Promise.all(METADATA.map(read));
      expect(id).toBe(`0x${manifest.circuits[circuit].files.r1cs.sha256}`);
      expect([circuitVersion, proofSystem]).toEqual([2n << 32n, "0x00000001"]);
      expect(schemaHash).toBe(keccak256(readFileSync("circuits/signals.json")));
      expect(schemaUri).toBe(`npm:civicproof/circuits/signals.json#${schemaHash}`);
      const path = `artifacts/vkeys/${circuit}.json`;
      expect(keyUri).toBe(`npm:civicproof/${path}#${keccak256(readFileSync(path))}`);
      expect(creations.filter((log) => log.address === address)).toMatchObject([
        { eventName: "CircuitMetadataUpdated", args: { circuitId: id, circuitVersion, proofSystem } },
      ]);
    }
  });

  it("refuse a change of any public signal, and a second encoding of it", async () => {
    for (const claim of claims()) {
      const proof = words(claim.proof);
      const signals = words(claim.signals);
      for (const [i, name] of PUBLIC_SIGNALS.entries()) {
        const other = changed(signals, i, (value) => (value + 1n) % FIELD_MODULUS);
        expect(await refusal(claim, proof, other), `${claim.circuit} ${name}`).toBe("ProofInvalid");
        const second = changed(signals, i, (value) => value + FIELD_MODULUS);
        expect(await refusal(claim, proof, second), `${claim.circuit} ${name}`).toBe("SignalOutOfField");
      }
    }
  });

  it("refuse a change of any coordinate, and a second encoding of it", async () => {
    const claim = FIXTURE.age[0]!;
    const proof = words(claim.proof);
    const signals = words(claim.signals);
    for (let i = 0; i < 8; i++) {
      const isG2 = i >= 2 && i < 6;
      const other = changed(proof, i, (value) => (value + 1n) % BASE_FIELD_MODULUS);
      expect(await refusal(claim, other, signals), `word ${i}`).toBe(isG2 ? "ProofInvalid" : "PointMalformed");
      const second = changed(proof, i, (value) => value + BASE_FIELD_MODULUS);
      expect(await refusal(claim, second, signals), `word ${i}`).toBe("PointMalformed");
    }
  });

  it("refuse a proof of another circuit and of another claim", async () => {
    const [age, residency] = claims() as [FixtureClaim, FixtureClaim];
    expect(await refusal(age, words(residency.proof), words(residency.signals))).toBe("ProofInvalid");
    expect(await refusal(age, words(age.proof), words(FIXTURE.age[1]!.signals))).toBe("ProofInvalid");
  });

  it("bound the gas of a malformed point", async () => {
    const claim = FIXTURE.age[0]!;
    const cost = (proof: Words) =>
      anvil.testClient.request({
        method: "debug_traceCall" as never,
        params: [
          { to: addresses.age, data: encode(proof, words(claim.signals)), gas: "0x1c9c380" },
          "latest",
          {},
        ] as never,
      }) as Promise<unknown> as Promise<{ gas: number; failed: boolean }>;
    const offCurve = await cost(changed(words(claim.proof), 1, (value) => value + 1n));
    expect(offCurve.failed).toBe(true);
    expect(offCurve.gas).toBeLessThan(60_000);
    // B is checked by the pairing precompile, which keeps what it is given when the point is not in the group.
    const outsideG2 = await cost(changed(words(claim.proof), 3, (value) => value ^ 1n));
    expect(outsideG2.failed).toBe(true);
    expect(outsideG2.gas).toBeLessThan(850_000);
  });
});

function encode(proof: Words, signals: Words): `0x${string}` {
  return encodeFunctionData({ abi, functionName: "verify", args: [proof, signals] });
}
