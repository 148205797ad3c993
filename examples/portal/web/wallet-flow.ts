/** What the wallet's component needs of this city: its calls, its lists, its words. */
import manifest from "../../../artifacts/manifest.json" with { type: "json" };
import {
  callService,
  type IncomingRequest,
  ServiceCallError,
  type WalletAnswer,
  type WalletSetup,
} from "../../../src/browser/components/index.ts";
import type { Wallet } from "../../../src/browser/wallet/index.ts";
import { createProverWorker } from "../../../src/browser/worker/index.ts";
import { type Presentation, type PresentationRequest, parseSchema } from "../../../src/holder.ts";
import schemaJson from "../../policies/schema.json" with { type: "json" };
import { claimInWords } from "./claims.ts";
import { call } from "./ui.ts";
import { unlock } from "./wallet-lock.ts";

let isKept = true;
export const prover = createProverWorker({
  worker: () => new Worker("/assets/prover.worker.js", { type: "module" }),
  onNotice(notice) {
    if (notice.code.startsWith("ARTIFACT_CACHE_")) isKept = false;
  },
});
/** Whether this device keeps the files for proving. */
export const areFilesKept = (): boolean => isKept;
export const artifacts = {
  manifest,
  baseUrl: new URL("/artifacts/", location.href).href,
  allowDevelopmentKeys: true,
};

/** A proof that is to be printed. */
export interface PaperProof {
  readonly presentation: Presentation;
  readonly request: PresentationRequest;
}

/** The link of an office's offer, as its QR code has it. */
export const isOfferLink = (text: string): boolean => text.startsWith("openid-credential-offer:");

/** Codes have eight characters; anything else is unknown without asking anybody. */
function known(code: string): string {
  if (!/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code)) throw new ServiceCallError({ path: "notFound" });
  return code;
}

/** Fresh where there is a network, else the last download. */
async function downloadRegistry(issuer: string) {
  const snapshot = await call<{ issuers?: readonly { publicKey: string }[] }>("/registry/snapshot.json");
  if (!Array.isArray(snapshot.issuers)) throw new ServiceCallError({ path: "malformed" });
  const index = snapshot.issuers.findIndex(({ publicKey }) => publicKey === issuer);
  const response = await fetch(`/registry/status/${Math.max(0, index)}`).catch((cause: unknown) => {
    throw new ServiceCallError({ path: "offline", cause });
  });
  if (!response.ok) throw new ServiceCallError({ path: "unavailable" });
  return { snapshot, statusBits: new Uint8Array(await response.arrayBuffer()) };
}

export function flowSetup(wallet: Wallet, onPaper: (proof: PaperProof) => void): WalletSetup {
  return {
    wallet,
    prover,
    artifacts,
    registry: downloadRegistry,
    async offer(reference) {
      const isLink = isOfferLink(reference);
      const { url } = await call<{ url: string }>("/office/api/place");
      const { openOffer } = await import("../../../src/offer.ts");
      return openOffer(isLink ? reference : known(reference), { office: url });
    },
    async request(code) {
      const path = `/benefits/api/claims/${known(code)}`;
      const { request, paper, asker, keeps } = await call<{
        request: PresentationRequest;
        paper: boolean;
        asker: NonNullable<IncomingRequest["asker"]>;
        keeps: IncomingRequest["keeps"];
      }>(`${path}/request`);
      return {
        request,
        // This page has fetched the request itself, from the portal that shares its origin, and posts the answer there.
        askedBy: location.origin,
        responseUri: new URL(`${path}/presentation`, location.href).href,
        asker,
        keeps,
        isPaper: paper,
        async answer(presentation) {
          if (paper) {
            onPaper({ presentation, request });
            return { outcome: "kept" };
          }
          return callService<WalletAnswer>(`${path}/presentation`, {
            method: "POST",
            body: presentation,
            read: readAnswer,
          });
        },
        async decline() {
          await call(`${path}/decline`, { method: "POST", body: {} });
        },
      };
    },
    schemas: [parseSchema(schemaJson)],
    claim: (name, value) => claimInWords(name, value),
    unlock,
  };
}

/** `already-accepted` is the same answer sent again. */
function readAnswer(answer: unknown): WalletAnswer | undefined {
  const said = answer as Omit<WalletAnswer, "outcome"> & {
    readonly outcome: WalletAnswer["outcome"] | "already-accepted";
  };
  return { ...said, outcome: said.outcome === "already-accepted" ? "accepted" : said.outcome };
}
