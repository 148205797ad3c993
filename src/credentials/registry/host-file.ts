/** What a host says of its own programmes: nobody else can put one in its name into a registry. */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { hex64 } from "../../core/shapes.ts";
import { findProgramme, isSameProgramme, type ProgrammeEntry, programmesShape } from "./programme-entry.ts";

/** Where a host says which programmes are its own. */
export const HOST_FILE_PATH = "/.well-known/civicproof.json";
const MAX_HOST_FILE = 200_000;

const hostFileShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("host/v2"),
    /** For each registry the entries that the host agrees to. */
    registries: v.record(hex64, programmesShape),
  }),
);

/** A host's own file, under {@link HOST_FILE_PATH}. */
export interface HostFile {
  readonly civicproof: "host/v2";
  readonly registries: Readonly<Record<string, readonly ProgrammeEntry[]>>;
}

/**
 * Checks that the host of an entry agrees to it: its own file has the same entry for this registry. Whoever can't write
 * that file can't get a programme in the host's name into a registry.
 *
 * @param fileText what the host serves under {@link HOST_FILE_PATH}, fetched over https by the caller
 * @throws HostFileError when the file is missing, is no such file or has not the entry
 * @example
 * const response = await fetch(`https://${entry.verifier}${HOST_FILE_PATH}`, { redirect: "error" });
 * checkHostFile(entry, await response.text(), { registry });
 */
export function checkHostFile(
  entry: ProgrammeEntry,
  fileText: string | undefined,
  options: { readonly registry: string },
): void {
  const { registry } = ownWith(options, "registry");
  const path = `${ownWith(entry, "verifier").verifier}${HOST_FILE_PATH}`;
  if (fileText === undefined) throw new HostFileError({ path, expected: "the host's own file" });
  const file: HostFile = decode(hostFileShape, parseJson(fileText, MAX_HOST_FILE, HostFileError), {
    Refusal: HostFileError,
    path,
    limits: { maxNodes: 20_000 },
  });
  const listed = Object.hasOwn(file.registries, registry) ? file.registries[registry]! : [];
  const own = findProgramme(listed, entry);
  if (own === undefined || !isSameProgramme(own, entry))
    throw new HostFileError({ path, expected: `the same entry for ${entry.programme} under registry ${registry}` });
}

/**
 * A programme's host doesn't confirm the entry in its own file.
 *
 * What to do: ask the host's operator to publish the entry under `/.well-known/civicproof.json`.
 */
export class HostFileError extends /* @__PURE__ */ refusal(
  "HOST_FILE_MISMATCH",
  "HostFileError",
  "The host does not confirm the programme",
) {}
