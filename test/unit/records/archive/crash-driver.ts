/** A process to be killed: makes changes of one store at once, and says what was acknowledged. */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { openRecordStore } from "../../../../src/records/archive/record-store.ts";
import { createRandom } from "../../../circuits/harness.ts";
import { openDatabase } from "../../core/database/upgrader.ts";
import { expectExplained, fillStore, kindsOf, ROUNDS_OF_A_STORE, startChanges } from "./changes.ts";

const { directory, url, seed } = JSON.parse(process.argv[2]!) as { directory: string; url: string; seed: number };
const random = createRandom(seed);
const store = await openRecordStore({
  keys: await openKeyStore(join(directory, "keys.db")),
  database: await openDatabase(url),
  residency: "at-vienna",
});
await fillStore(store);
for (let round = 0; round < ROUNDS_OF_A_STORE; round++) {
  const kinds = kindsOf(round, random);
  // What is said is said at once, whatever happens next.
  const results = await startChanges(store, { round, kinds, say: (line) => writeSync(1, `${JSON.stringify(line)}\n`) });
  expectExplained(results, () => false);
}
await store.close();
writeSync(1, "done\n");
