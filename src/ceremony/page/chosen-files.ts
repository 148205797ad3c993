/** A folder that somebody chose in a browser. Its files are read one by one, where they are needed. */

import { MAX_ARTIFACT_BYTES } from "../../statement/artifacts/manifest.ts";
import { FolderUnusableError, type ReadableFolder } from "../folder/folder.ts";

export type ChosenFiles = ReadonlyMap<string, Blob>;

/** The files of a folder by their paths in it. A browser names the folder itself first. */
export function chosenFiles(files: Iterable<File>): ChosenFiles {
  const paths = [...files].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file] as const);
  return new Map(paths.filter(([path]) => !path.split("/").some((part) => part.startsWith("."))));
}

export function readableFolder(files: ChosenFiles): ReadableFolder {
  return {
    list: async () => [...files.keys()].sort(),
    async read(path) {
      const file = files.get(path);
      if (file === undefined) return undefined;
      if (file.size > MAX_ARTIFACT_BYTES)
        throw new FolderUnusableError({
          path,
          expected: `at most ${MAX_ARTIFACT_BYTES} bytes`,
          received: `${file.size}`,
        });
      return new Uint8Array(await file.arrayBuffer().catch((cause: unknown) => refuseUnreadable(path, cause)));
    },
  };
}

/** Of a stick that was pulled out, or a file that changed since it was chosen. */
function refuseUnreadable(path: string, cause: unknown): never {
  throw new FolderUnusableError({ path, expected: "a file as it was when the folder was chosen", cause });
}
