/** Answers of others, read up to a size: what never ends, or unpacks to gigabytes, is left where it is. */
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
 * The text of an answer in UTF-8. Other bytes are no text: with a sign in their place it could be another text, which
 * nobody has written. However it ends, nothing of the answer is left open.
 *
 * @returns undefined when it has more than so many bytes
 * @throws TypeError for bytes that are no UTF-8; what the answer's reader throws
 */
export async function readText(answer: TextAnswer, mostBytes: number): Promise<string | undefined> {
  const reader = answer.body?.getReader();
  let [text, size] = ["", 0];
  if (reader === undefined) {
    text = await answer.text();
    return text.length > mostBytes ? undefined : text;
  }
  const decoder = utf8Decoder({ fatal: true });
  try {
    while (size <= mostBytes) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      if (done) return text;
      size += value?.length ?? 0;
    }
    return undefined;
  } finally {
    await reader.cancel();
  }
}
