/** Sentences of official forms, of the first page and of the articles change with what they say they rest on, and with nothing else. */
import { expect, it } from "vitest";
import { jointForm, processorForm } from "../../src/dpia/forms/contracts/contracts.ts";
import { edpbForm } from "../../src/dpia/forms/edpb/edpb.ts";
import { sentencesOf } from "../../src/dpia/forms/form.ts";
import { icoForm } from "../../src/dpia/forms/ico/ico.ts";
import { registrationForm } from "../../src/dpia/forms/wallet/registration.ts";
import { wholeReport } from "../../src/dpia/forms/whole-report.ts";
import type { DpiaModel } from "../../src/dpia/model.ts";
import { statementsOf } from "../../src/dpia/report/report.ts";
import { EXAMPLES } from "../unit/dpia/fixtures.ts";
import { checkSentences } from "../unit/dpia/sentences.ts";

const FORMS = [edpbForm, icoForm, processorForm, jointForm, registrationForm];

function saidInForms(model: DpiaModel) {
  const added = wholeReport(model, "en").sections.filter(({ id }) => /^(anonymity|articles|blockchain)$/.test(id));
  return [
    ...FORMS.flatMap((form) => sentencesOf(form(model, "en"))),
    ...statementsOf({ ...wholeReport(model, "en"), sections: added, measures: [], risks: [] }),
  ];
}

it.each(EXAMPLES)("%s", { timeout: 600_000 }, async (name) => {
  const { checked, variants, wrong } = await checkSentences(name, { reach: false, say: saidInForms });
  console.log(`sentences of forms: ${checked} checked, ${wrong.length} false (${variants} changes of inputs)`);
  expect(wrong).toEqual([]);
});
