/**
 * The contributor's page: key, folder, randomness, contribution, downloads. It asks nothing of a network, and works as a
 * file on a disk as well as on a web server.
 */
import { AbortedError } from "../../core/abort.ts";
import { CivicproofError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { PrivateKeyError } from "../../core/signature.ts";
import { visible } from "../../core/text.ts";
import { WorkerChannel, type WorkerHandle } from "../../core/worker-channel.ts";
import { startFromSource } from "../../core/worker-source.ts";
import { encodeDocument } from "../folder/documents.ts";
import {
  type CeremonyIdentity,
  createIdentity,
  makeIdentityFile,
  makeParticipantCard,
  readIdentityFile,
} from "../folder/identity.ts";
import { checkTurn, iso, type Ledger } from "../folder/ledger.ts";
import { openLedger } from "../folder/read.ts";
import { type ChosenFiles, chosenFiles, readableFolder } from "./chosen-files.ts";
import type { ContributionNote, ContributionResult, ContributionTask } from "./messages.ts";

/** Set by the build: the package's version, and the worker's script where the page is one file. */
declare const CIVICPROOF_VERSION: string;
declare const CIVICPROOF_WORKER: string | undefined;

const MAX_KEY_CHARACTERS = 10_000;
const MAX_ENTROPY_BYTES = 100_000_000;

const element = <Kind extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as Kind;
const input = (id: string) => element<HTMLInputElement>(id);
const words = element<HTMLTextAreaElement>("words");
const progress = element<HTMLProgressElement>("progress");
const contributeButton = element<HTMLButtonElement>("contribute");
const cancelButton = element<HTMLButtonElement>("cancel");

let identity: CeremonyIdentity | undefined;
let chosen: { readonly files: ChosenFiles; readonly ledger: Ledger } | undefined;
let working: AbortController | undefined;

/** Replaces what a part of the page says. */
function say(id: string, kind: "good" | "refusal" | "", ...lines: readonly string[]): void {
  element(id).replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement(element(id).tagName === "P" ? "span" : "p");
      paragraph.textContent = visible(line);
      if (kind !== "") paragraph.className = kind;
      return paragraph;
    }),
  );
}

/** A refusal in words, with its code for whoever is asked for help. */
function inWords(error: unknown): string {
  if (error instanceof CivicproofError) return `${error.message} (${error.code})`;
  return "This did not work, for a reason that nobody thought of. Load the page again.";
}

/** Has something done, and says why not where the person looks. */
async function attempt(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(id, "refusal", inWords(error));
  }
  update();
}

/** A link under which the browser saves a file. */
function download(name: string, content: Uint8Array, text: string): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
  link.download = name;
  link.textContent = text;
  item.append(link);
  return item;
}

function useIdentity(next: CeremonyIdentity): void {
  identity = next;
  say("key-state", "good", `You sign as ${next.name}, public key ${next.publicKey.match(/.{8}/g)!.join(" ")}.`);
}

function makeKey(): void {
  const made = createIdentity(input("name").value);
  const stem = made.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  const list = document.createElement("ul");
  list.append(
    download(`${stem}.key`, encodeDocument(makeIdentityFile(made)), "Save your key; keep it to yourself"),
    download(
      `${stem}.card.json`,
      encodeDocument(makeParticipantCard(made)),
      "Save your card; give it to the coordinator",
    ),
  );
  element("made-key").replaceChildren(list);
  useIdentity(made);
}

async function readKey(): Promise<void> {
  identity = undefined;
  const file = input("key").files?.[0];
  if (file === undefined) return say("key-state", "");
  if (file.size > MAX_KEY_CHARACTERS)
    throw new PrivateKeyError({ expected: "the file of a key", received: `${file.size} bytes` });
  useIdentity(readIdentityFile(parseJson(await file.text(), MAX_KEY_CHARACTERS, PrivateKeyError)));
}

async function readFolder(): Promise<void> {
  chosen = undefined;
  say("folder-state", "");
  const files = chosenFiles(input("folder").files ?? []);
  if (files.size === 0) return;
  chosen = { files, ledger: await openLedger(readableFolder(files)) };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** What the folder is, and whether it is this person's turn. @returns whether they may contribute now */
function sayTurn(): boolean {
  if (chosen === undefined) return false;
  const { ceremony, steps } = chosen.ledger;
  const about = [
    `${ceremony.name}, by ${ceremony.coordinator.name}.`,
    `Circuits: ${ceremony.circuits.map(({ name }) => name).join(", ")}. Steps so far: ${steps.length}. Contributions are taken before ${iso(ceremony.deadlineSeconds)}.`,
  ];
  if (identity === undefined) {
    say("folder-state", "", ...about);
    return false;
  }
  try {
    checkTurn(chosen.ledger, { participant: identity, nowSeconds: nowSeconds() });
    say("folder-state", "good", ...about, "It is your turn.");
    return true;
  } catch (error) {
    say("folder-state", "refusal", ...about, `Not now: ${inWords(error)}`);
    return false;
  }
}

function update(): void {
  const isTurn = sayTurn();
  const isWorking = working !== undefined;
  contributeButton.disabled = !isTurn || isWorking;
  cancelButton.hidden = progress.hidden = !isWorking;
  for (const id of ["key", "folder", "words", "file", "machine"]) input(id).disabled = isWorking;
}

/** Where a policy forbids workers from text, the page is several files, and the worker is one of them. */
function startWorker(): WorkerHandle {
  if (CIVICPROOF_WORKER !== undefined) return startFromSource(CIVICPROOF_WORKER);
  return new Worker(new URL("worker.js", document.baseURI)) as unknown as WorkerHandle;
}

async function readEntropy(): Promise<ContributionTask["entropy"]> {
  const text = words.value;
  words.value = "";
  const file = input("file").files?.[0];
  if (file === undefined) return text === "" ? {} : { text };
  const bytes = new Uint8Array(await file.slice(0, MAX_ENTROPY_BYTES).arrayBuffer());
  return { ...(text === "" ? {} : { text }), bytes };
}

async function contribute(): Promise<void> {
  if (identity === undefined || chosen === undefined) return;
  working = new AbortController();
  const { files, ledger } = chosen;
  const channel = new WorkerChannel<ContributionTask, ContributionResult>({ start: startWorker });
  const showProgress = (note: unknown) => {
    const { circuit, step, fraction } = note as ContributionNote;
    progress.value = 100 * fraction;
    const doing = step === "checking" ? "Checking what came before" : "Contributing";
    say("progress-text", "", `${doing}: ${circuit}, ${Math.floor(100 * fraction)} %`);
  };
  try {
    element("done").hidden = true;
    progress.value = 0;
    say("progress-text", "", "Starting");
    update();
    const entropy = await readEntropy();
    const task = { files, identity, entropy, machine: input("machine").value, nowSeconds: nowSeconds() };
    const result = await channel.call(
      { ...task, tool: `civicproof ${CIVICPROOF_VERSION}, page` },
      { signal: working.signal, onNote: showProgress },
    );
    say("progress-text", "", "");
    showResult(ledger, result);
    // The folder is now behind.
    chosen = undefined;
    input("folder").value = "";
    say("folder-state", "");
  } finally {
    working = undefined;
    // The worker's memory goes with it, and with that the secret.
    await channel.end(new AbortedError());
  }
}

function showResult({ ceremony }: Ledger, { number, fingerprint, archive, attestation }: ContributionResult): void {
  const padded = String(number).padStart(4, "0");
  const name = ceremony.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  element("fingerprint").textContent = fingerprint;
  element("downloads").replaceChildren(
    download(
      `${name}-step-${padded}.zip`,
      archive,
      `Save your step: an archive of ${Math.ceil(archive.length / 1e6)} MB`,
    ),
    download(`${padded}.json`, attestation, "Save your attestation alone, to keep"),
  );
  element("done").hidden = false;
  element("done-title").focus();
}

/** What a browser says of itself, without its list of names: "Chrome 138 on Linux". */
function describeMachine(): string {
  const { userAgent } = navigator;
  const [, browser, version] = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(userAgent) ?? [];
  const system = /Windows|Android|iPhone|iPad|Mac OS|Linux/.exec(userAgent)?.[0] ?? "an unknown system";
  const name = browser === "Version" ? "Safari" : browser === "Edg" ? "Edge" : browser;
  return `${name === undefined ? "a browser" : `${name} ${version}`} on ${system}`;
}

input("machine").value = describeMachine();
input("key").addEventListener("change", () => void attempt("key-state", readKey));
input("folder").addEventListener("change", () => void attempt("folder-state", readFolder));
element("new-key").addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt("key-state", async () => makeKey());
});
contributeButton.addEventListener("click", () => void attempt("progress-text", contribute));
cancelButton.addEventListener("click", () => working?.abort());
// Nobody closes the page by accident while it works.
window.addEventListener("beforeunload", (event) => {
  if (working !== undefined) event.preventDefault();
});
update();
