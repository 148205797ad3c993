/** A relay as a process that is made to be killed. Gets its task as JSON in argv[2]. */
import { writeSync } from "node:fs";
import { createPublicClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { takeInbox } from "../../src/portal/relay/inbox.ts";
import { openRelay, runRelay } from "../../src/portal/relay/relay.ts";
import { FIXTURE, keyOf } from "../unit/portal/settlement/claims.ts";
import { fixtureStatements } from "./gate-world.ts";

export interface RelayTask {
  readonly url: string;
  readonly gate: Hex;
  readonly key: Hex;
  readonly journal: string;
  readonly inbox: string;
  /** Gas of the hook as the plan sees it: dear hooks make small batches. */
  readonly hookGas: number;
}

const { url, gate, key, journal, inbox, hookGas } = JSON.parse(process.argv[2]!) as RelayTask;
const started = Date.now();
const relay = await openRelay({
  client: createPublicClient({ transport: http(url, { retryCount: 0 }), cacheTime: 0 }),
  gate,
  signer: privateKeyToAccount(key),
  journal,
  hookGas,
  verificationKeys: { age: keyOf("age") },
  statementsFor: async () => fixtureStatements(),
  confirmations: 1,
  replaceAfterSeconds: 2,
  now: () => FIXTURE.nowSeconds + 60 + Math.floor((Date.now() - started) / 1_000),
});
writeSync(1, "ready\n");
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
await runRelay(relay, {
  signal: stop.signal,
  pollMilliseconds: 20,
  takeNew: async () => void (await takeInbox(relay, inbox)),
  onError: ({ message, cause }) => process.stderr.write(`${message} ${String(cause)}\n`),
});
await relay.close();
writeSync(1, "closed\n");
