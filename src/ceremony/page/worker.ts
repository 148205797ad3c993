/** The page's worker: it makes the contribution, and what it knows ends with it. */
import { parentPort, serveTasks } from "../../core/worker-port.ts";
import { contributeToCeremony, fingerprintOf } from "../folder/contribute.ts";
import { encodeDocument } from "../folder/documents.ts";
import { stepFiles } from "../folder/folder.ts";
import { checkTurn } from "../folder/ledger.ts";
import { openLedger, readStepKeys } from "../folder/read.ts";
import { makeArchive } from "./archive.ts";
import { readableFolder } from "./chosen-files.ts";
import type { ContributionNote, ContributionResult, ContributionTask } from "./messages.ts";

serveTasks<ContributionTask, ContributionResult>(
  parentPort(),
  async ({ files, ...task }, { signal, note, beat }) => {
    const folder = readableFolder(files);
    const ledger = await openLedger(folder);
    checkTurn(ledger, { participant: task.identity, nowSeconds: task.nowSeconds });
    const { keys, attestation } = await contributeToCeremony({
      ...task,
      ledger,
      keys: await readStepKeys(folder, ledger),
      signal,
      onProgress(progress) {
        beat();
        note(progress satisfies ContributionNote);
      },
    });
    task.entropy.bytes?.fill(0);
    return {
      number: attestation.number,
      fingerprint: fingerprintOf(attestation),
      archive: makeArchive(stepFiles(keys, attestation, encodeDocument)),
      attestation: encodeDocument(attestation),
    };
  },
  ({ archive }) => [archive.buffer as ArrayBuffer],
);
