/**
 * What a wallet sends to a data protection authority when somebody finds a request suspicious (TS8): subject, text, and
 * who asked for what, for machines. The address of the authority is the registration's, and open here.
 */
import type { Language } from "../../../core/language.ts";
import type { DpiaModel } from "../../model.ts";
import { shown } from "../../report/sentence.ts";
import { formContext } from "../open-form.ts";
import { relyingParty } from "./registration.ts";

export function toAuthorityReport(model: DpiaModel, language: Language): string {
  const { f, m } = formContext(model, language);
  const { deployment, policy, claimsUsed } = model;
  const party = relyingParty(model)?.party;
  const reports = deployment.scopes.map(({ verifier, programme }) => ({
    subject: f.wallet.reportSubject(shown(verifier)),
    body: f.wallet.reportBody(shown(verifier), shown(party?.name ?? verifier), shown(programme)),
    attachment: {
      relyingParty: {
        dnsName: shown(verifier),
        ...(party === undefined ? {} : { legalName: shown(party.name) }),
        ...(party?.country === undefined ? {} : { country: party.country }),
      },
      request: {
        programme: shown(programme),
        policy: `${policy.policy.name}@${policy.policy.version}`,
        policyHash: String(policy.policyHash),
        schema: `${policy.schema.name}@${policy.schema.version}`,
        claims: claimsUsed,
      },
    },
  }));
  const open = [
    { attribute: "supervisoryAuthority", status: "open", label: m.labels.open, source: "TS5 supervisoryAuthority" },
  ];
  return `${JSON.stringify({ specification: "TS8 0.11", language, reports, open }, null, 1)}\n`;
}
