/** What test/unit/dpia/sentences.test.ts does for one deployment, for all of them. */
import { expect, it } from "vitest";
import { EXAMPLES } from "../unit/dpia/fixtures.ts";
import { checkSentences } from "../unit/dpia/sentences.ts";

it.each(EXAMPLES)("%s: sentences change with what they say they rest on, and with nothing else", async (name) => {
  const { checked, variants, wrong } = await checkSentences(name);
  console.log(`sentences: ${checked} checked, ${wrong.length} false (${name}, ${variants} changes of inputs)`);
  expect(wrong).toEqual([]);
});
