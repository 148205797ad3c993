/** Captures that something else wrote: a service's logs, its metrics, a proxy. One JSON object a line. */
import * as v from "valibot";
import { decode, parseJson } from "../../core/json.ts";
import { type Capture, CHANNELS } from "../../dpia/observe/capture.ts";
import { readText } from "../files.ts";
import { inFile, UsageError } from "../report-error.ts";

const whole = v.pipe(v.number(), v.safeInteger());
const captureSchema = v.strictObject({
  party: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,40}$/)),
  channel: v.picklist(CHANNELS),
  content: v.pipe(v.string(), v.maxLength(100_000)),
  atMs: v.pipe(v.number(), v.finite()),
  /** Whose act it was; known to the test alone. */
  holder: whole,
  verifier: whole,
  scope: whole,
  period: whole,
  sequence: whole,
});

const MAX_BYTES = 50_000_000;

/** Reads a file of captures. @throws UsageError naming the line that is none */
export async function readCaptures(file: string): Promise<readonly Capture[]> {
  const text = await readText(file, MAX_BYTES);
  return inFile(file, () =>
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line, i) =>
        decode(captureSchema, parseJson(line, 200_000, UsageError), {
          Refusal: UsageError,
          path: `line ${i + 1}`,
          limits: { maxStringLength: 100_000 },
        }),
      ),
  );
}
