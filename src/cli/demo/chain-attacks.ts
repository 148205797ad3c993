/** Attacks on the gate of the demo's chain, each really sent to the contract. */

import type { Hex } from "../../portal/settlement/abi-words.ts";
import { encodeSettlement } from "../../portal/settlement/encode.ts";
import { openRequest } from "../../presentation/proof/open-request.ts";
import { createPresentation } from "../../presentation/proof/prove.ts";
import type { Attack, Scene } from "./attacks.ts";
import type { Chain, ChainClaim } from "./chain.ts";
import { shownState, walletView } from "./city.ts";
import { PORTAL_ORIGIN } from "./portal.ts";

const RESIDENT: Hex = `0x${"a11ce0".padStart(40, "0")}`;
const THIEF: Hex = `0x${"bad0".repeat(10)}`;

/** What the attackers find on the chain. */
export interface ChainScene {
  readonly signal: AbortSignal;
  readonly chain: Chain;
  /** The honest resident's first claim, which the contract has accepted. */
  readonly settled: ChainClaim;
  /** Her second claim, which nobody has sent yet. */
  readonly unsent: ChainClaim;
}

/** Lets the honest resident claim: once in full, and a second claim that is only made. */
export async function settleOnce(scene: Scene, chain: Chain): Promise<ChainScene> {
  const settled = await makeClaim(scene, chain, 1);
  // Control: what is refused below is the change.
  const outcome = await chain.claim(RESIDENT, ...settled);
  if (outcome !== "Accepted") throw new Error(`the demo's contract refused an honest claim: ${outcome}`);
  return { signal: scene.signal, chain, settled, unsent: await makeClaim(scene, chain, 2) };
}

export const CHAIN_ATTACKS: readonly Attack<ChainScene>[] = [
  {
    name: "send an answer again to a contract that allows three claims",
    reason: "each of the three has a number, which is in the proof and counts once",
    expected: "ClaimUsed",
    run: ({ chain, settled }) => chain.claim(RESIDENT, ...settled),
  },
  {
    name: "send the answer for one claim as another of the three",
    reason: "the claim's number is in the proof",
    expected: "ProofInvalid",
    run: ({ chain, settled: [basis, item] }) => chain.claim(RESIDENT, basis, { ...item, ordinal: 3 }),
  },
  {
    name: "have a claim that one has seen paid to oneself",
    reason: "the payee is in the proof",
    expected: "ProofInvalid",
    run: ({ chain, unsent: [basis, item] }) => chain.claim(THIEF, basis, { ...item, recipient: THIEF }),
  },
  {
    name: "send somebody's claim that one has seen",
    reason: "only its payee and the portal's relayers send it",
    expected: "RecipientInvalid",
    run: ({ chain, unsent }) => chain.claim(THIEF, ...unsent),
  },
  {
    name: "send a claim under a version of the programme that pays more",
    reason: "the version is in the proof",
    expected: "ProofInvalid",
    run: ({ chain, unsent: [basis, item] }) => chain.claim(RESIDENT, { ...basis, programme: chain.otherVersion }, item),
  },
  {
    name: "put one claim into a batch three times",
    reason: "its number counts once, in a batch too",
    expected: "ClaimUsed",
    async run({ chain, unsent: [basis, item] }) {
      const before = await chain.count(item.nullifier);
      const [first, ...others] = await chain.claimBatch(basis, [item, item, item]);
      const counted = (await chain.count(item.nullifier)) - before;
      const isOnce = first === "Accepted" && counted === 1 && others.length === 2;
      return isOnce && others.every((outcome) => outcome === others[0]) ? others[0] : "Accepted";
    },
  },
];

async function makeClaim(scene: Scene, chain: Chain, ordinal: number): Promise<ChainClaim> {
  const { city, artifacts, policy, prover, signal, portal } = scene;
  const { credential, secret } = scene.honest;
  const request = chain.ask(RESIDENT, ordinal);
  const opened = openRequest(request, {
    askedBy: PORTAL_ORIGIN,
    clock: () => city.nowSeconds,
    ownAddresses: [RESIDENT],
  });
  const presentation = await createPresentation({
    credential,
    holderSecret: secret,
    request: opened,
    registry: walletView(shownState(city), credential),
    artifacts: artifacts[policy.circuit],
    prover,
    signal,
  });
  return encodeSettlement(await portal.verify(presentation, request)).args;
}
