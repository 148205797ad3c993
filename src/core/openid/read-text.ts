/** Answers of others, read up to a size: what never ends, or unpacks to gigabytes, is left where it is. */
import { concatBytes } from "@noble/hashes/utils.js";
import { utf8Decoder } from "../platform.ts";

/** What `fetch` answers, as far as it is read here. */
export interface TextAnswer {
  /** Read piece by piece, where it is there. */
  readonly body?: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
  text(): Promise<string>;
}

/**
 * The text of an answer in UTF-8.
 *
 * @returns undefined when it has more than so many bytes; the connection is closed
 */
export async function readText(answer: TextAnswer, mostBytes: number): Promise<string | undefined> {
  const reader = answer.body?.getReader();
  if (reader === undefined) {
    const text = await answer.text();
    return text.length > mostBytes ? undefined : text;
  }
  const pieces: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value = new Uint8Array() } = await reader.read();
    if (done) return utf8Decoder().decode(concatBytes(...pieces));
    size += value.length;
    pieces.push(value);
    if (size <= mostBytes) continue;
    await reader.cancel();
    return undefined;
  }
}
