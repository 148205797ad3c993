/** Each sentence says what it rests on: one deployment here, all of them in the slow suite. */
import { expect, it } from "vitest";
import { checkSentences } from "./sentences.ts";

it("sentences change with what they say they rest on, and with nothing else", { timeout: 120_000 }, async () => {
  const { checked, variants, wrong } = await checkSentences("transit-pass");
  console.log(`sentences: ${checked} checked, ${wrong.length} false (${variants} changes of inputs)`);
  expect(wrong).toEqual([]);
});
