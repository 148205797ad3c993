/**
 * A process that uses claims on a store, and that is made to be killed. It gets its task as JSON in argv[2] and writes
 * one line for each acknowledged claim, at once.
 */
import { writeSync } from "node:fs";
import { openPostgresStore } from "../../src/portal/store/postgres.ts";
import { openSqliteStore } from "../../src/portal/store/sqlite.ts";
import { createTestPortal } from "../portal.ts";
import { fieldFrom } from "../trapdoor.ts";

export type ClaimantTask = { readonly store: string } & (
  | {
      /** Claims `from`, `from + 1` … as fast as the store takes them, `atOnce` together, until it is killed. */
      readonly kind: "stream";
      readonly from: number;
      readonly atOnce: number;
    }
  | {
      /** So many claims of one person at once, when a line arrives. */
      readonly kind: "race";
      readonly person: string;
      readonly calls: number;
    }
);

/** The nonce and nullifier of the stream's claim number i, and the name of its operation. */
export function streamClaim(i: number) {
  const nonce = new Uint8Array(16);
  new DataView(nonce.buffer).setUint32(12, i);
  return { nonce, nullifier: fieldFrom(`person ${i}`), idempotencyKey: `claim ${i}` };
}

export function openStore(url: string) {
  return url.startsWith("postgres://") ? openPostgresStore({ url }) : openSqliteStore({ file: url });
}

const say = (line: string): void => void writeSync(1, `${line}\n`);

async function main(task: ClaimantTask): Promise<void> {
  const portal = createTestPortal();
  const store = await openStore(task.store);
  if (task.kind === "race") {
    const requests = Array.from({ length: task.calls }, () => portal.request());
    const claims = await portal.claims(requests, { nullifier: fieldFrom(task.person) });
    say("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    const outcomes = await Promise.all(claims.map((claim) => store.consume(claim)));
    for (const outcome of outcomes) say(outcome);
    await store.close();
    process.stdin.destroy();
    return;
  }
  say("ready");
  for (let first = task.from; ; first += task.atOnce) {
    const numbers = Array.from({ length: task.atOnce }, (_, i) => first + i);
    await Promise.all(
      numbers.map(async (i) => {
        const { nonce, nullifier, idempotencyKey } = streamClaim(i);
        const [claim] = await portal.claims([portal.request({ nonce })], { nullifier });
        say(`${i} ${await store.consume(claim!, { idempotencyKey })}`);
      }),
    );
  }
}

if (process.argv[2] !== undefined && /claimant\.[jt]s$/.test(process.argv[1] ?? "")) {
  await main(JSON.parse(process.argv[2]) as ClaimantTask);
}
