/**
 * An office over a Postgres register of 100,000 synthetic people, started with two commands: credentials at concurrency 8,
 * processor time for each, and memory over 10,000. `--issues 1000 --memory 10000`; loopback only, and it ends by itself.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { syntheticPeople } from "../scripts/population.ts";
import { connectPostgres } from "../src/core/database/postgres.ts";
import { holderCommitment, toHolderSecret } from "../src/credentials/credential/holder.ts";
import { readOfferLink } from "../src/office/wallet/offer.ts";
import { startPostgres } from "../test/postgres.ts";
import {
  offerAt,
  REGISTER_COLUMNS,
  REGISTER_TABLE,
  registerRow,
  type ServedOffice,
  serveOffice,
} from "../test/support/serve-office.ts";

const PEOPLE = 100_000;
const CONCURRENCY = 8;
const WARM_UP = 100;
const { values } = parseArgs({
  options: { issues: { type: "string", default: "1000" }, memory: { type: "string", default: "0" } },
});
const issues = Number(values.issues);
const forMemory = Number(values.memory);

const folder = mkdtempSync(join(tmpdir(), "civicproof-office-bench-"));
const postgres = await startPostgres({ maxSeconds: 3_600 });
try {
  const register = await postgres.createDatabase("register");
  const database = await connectPostgres(register);
  await database.script(REGISTER_TABLE);
  await database.insert("people", REGISTER_COLUMNS, [...syntheticPeople("office bench", PEOPLE)].map(registerRow));
  await database.close();
  const office = await serveOffice(folder, { register, database: await postgres.createDatabase("office") });
  try {
    await run(office);
  } finally {
    await office.stop();
  }
} finally {
  await postgres.remove();
  rmSync(folder, { recursive: true });
}

async function run(office: ServedOffice): Promise<void> {
  const commitment = String(holderCommitment(toHolderSecret(7n)));
  let next = 0;
  const total: number[] = [];
  const last: number[] = [];
  /** From the code to the credential; the offer is the desk's. */
  const one = async (isMeasured: boolean): Promise<void> => {
    const number = ++next;
    const { link } = await offerAt(office, `P${String(number).padStart(5, "0")}`, { transactionCode: false });
    const { code } = readOfferLink(link);
    const started = performance.now();
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized_code": code };
    const { access_token: token } = await post("/token", String(new URLSearchParams(form)));
    const asked = performance.now();
    // Each person another commitment: it stands for her where nobody enrols.
    const own = String(BigInt(commitment) - BigInt(number));
    await post("/credential", JSON.stringify({ proofs: { civicproof_commitment: [own] } }), token as string);
    if (!isMeasured) return;
    last.push(performance.now() - asked);
    total.push(performance.now() - started);
  };
  const post = async (path: string, body: string, token?: string): Promise<Record<string, unknown>> => {
    const type = token === undefined ? "application/x-www-form-urlencoded" : "application/json";
    const headers = { "content-type": type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(office.url + path, { method: "POST", headers, body });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const many = async (count: number, isMeasured: boolean): Promise<void> => {
    let left = count;
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        while (left-- > 0) await one(isMeasured);
      }),
    );
  };

  await many(WARM_UP, false);
  const [cpu, started] = [processorSeconds(office), performance.now()];
  await many(issues, true);
  const seconds = (performance.now() - started) / 1_000;
  const used = ((processorSeconds(office) - cpu) * 1_000) / issues;
  console.log(`${issues} credentials at concurrency ${CONCURRENCY}: ${(issues / seconds).toFixed(1)} a second`);
  console.log(`code to credential: ${percentiles(total)}; the credential endpoint alone: ${percentiles(last)}`);
  console.log(`processor time of the office: ${used.toFixed(1)} ms for each, its offer with it`);
  if (forMemory === 0) return;
  const before = memory(office);
  await many(forMemory, false);
  const after = memory(office);
  console.log(
    `memory: ${before} MB, after ${forMemory} more ${after} MB (${((after / before - 1) * 100).toFixed(0)} %)`,
  );
}

function percentiles(times: number[]): string {
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(0);
  return `p50 ${at(0.5)}, p99 ${at(0.99)} ms`;
}

/** User and system time of the process so far (proc(5), fields 14 and 15, in hundredths of a second). */
function processorSeconds({ process: { pid } }: ServedOffice): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory in MB. */
function memory({ process: { pid } }: ServedOffice): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1_024);
}
