/**
 * One of several processes that issue from one store: first credentials, renewals, replacements and retries, in an order of
 * its own, until it has done its share or is killed. Each acknowledged answer is a line on its output.
 */
import { hexToBytes } from "../../src/core/bytes.ts";
import { CivicproofError } from "../../src/core/errors.ts";
import { toPrivateKey } from "../../src/core/signature.ts";
import { type Credential, issueCredential } from "../../src/credentials/credential/credential.ts";
import { holderCommitment, toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { parseSchema } from "../../src/credentials/credential/schema.ts";
import { openOfficeStore } from "../../src/office/store/index.ts";

interface Task {
  readonly database: string;
  readonly registry: string;
  readonly subjectKey: string;
  readonly seed: number;
  readonly rounds: number;
  readonly subjects: number;
}

const task = JSON.parse(process.argv[2]!) as Task;
const schema = parseSchema({
  ...{ civicproof: "schema/v2", name: "townsperson", version: "1" },
  claims: [{ name: "birthDate", type: "date" }],
});
const issuerKey = toPrivateKey(new Uint8Array(32).fill(2));
let state = task.seed;
/** Numbers below n, the same in each run (Park, Miller). */
const below = (n: number): number => {
  state = (state * 48_271) % 2_147_483_647;
  return state % n;
};

const store = await openOfficeStore({
  ...{ database: task.database, registry: task.registry, subjectKey: hexToBytes(task.subjectKey) },
  limits: { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 },
});
for (let round = 0; round < task.rounds; round++) {
  const subject = `S-${below(task.subjects)}`;
  const holder = `${subject} secret ${below(4)}`;
  try {
    const offered = { subject, schemaId: "1", mayReplace: below(3) === 0, withTransactionCode: false, actor: "desk" };
    const { code } = await store.offers.create(offered);
    const { token } = await store.offers.redeem(code, undefined);
    const offer = await store.offers.byToken(token);
    const { credential } = await store.issue({
      ...{
        offer,
        token,
        holder: store.secrets.holderKey(holder),
        claimsFrom: 0,
        issuerIndex: 0,
        validUntil: "2030-12-31",
      },
      make: async ({ statusIndex, claimsFrom }) =>
        issueCredential({
          ...{
            issuerKey,
            schema,
            claims: { birthDate: "1950-02-28" },
            registry: task.registry,
            statusIndex,
            claimsFrom,
          },
          ...{
            validFrom: "2026-01-01",
            validUntil: "2030-12-31",
            holderCommitment: holderCommitment(toHolderSecret(7n)),
          },
        }),
    });
    // A retry answers with the same, whatever happened to the first answer.
    const again = JSON.parse((await store.offers.byToken(token)).answer!) as Credential;
    const isSame = JSON.stringify(again) === JSON.stringify(credential);
    say({ subject, statusIndex: credential.statusIndex, claimsFrom: credential.claimsFrom, isSame });
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    say({ refused: error.code });
  }
}
await store.close();

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
