import { BRIDGE_PLANTS } from "./bridges.ts";
import { CEREMONY_PLANTS } from "./ceremony.ts";
import { CHAIN_PLANTS } from "./chain.ts";
import { DATABASE_PLANTS } from "./database.ts";
import { DESK_PLANTS } from "./desk.ts";
import { DETOUR_PLANTS } from "./detours.ts";
import { DPIA_PLANTS } from "./dpia.ts";
import { EDGE_PLANTS } from "./edges.ts";
import { ENGINE_PLANTS } from "./engine.ts";
import { ENROLMENT_PLANTS } from "./enrolment.ts";
import { FORM_PLANTS } from "./forms.ts";
import { HOLDER_PLANTS } from "./holder.ts";
import { INTEROP_PLANTS } from "./interop.ts";
import { LANGUAGE_PLANTS } from "./languages.ts";
import { NEWCOMER_PLANTS } from "./newcomer.ts";
import { OBSERVE_PLANTS } from "./observe.ts";
import { OFFICE_PLANTS } from "./office.ts";
import { OFFICE_PARTY_PLANTS } from "./office-party.ts";
import { PACKAGE_PLANTS } from "./package.ts";
import { PORTAL_PLANTS } from "./portal.ts";
import { RECORD_PLANTS } from "./records.ts";
import { REGISTRY_PLANTS } from "./registry.ts";
import { REQUEST_PLANTS } from "./requests.ts";
import { SCREEN_PLANTS } from "./screens.ts";
import { SERVICE_PLANTS } from "./service.ts";
import { SESSION_PLANTS } from "./sessions.ts";

/**
 * Mistakes that were made once, each as one line that puts it back, with the test that must turn red.
 * `npm run test:plants` tries all of them on a copy of the tree.
 */
export interface Plant {
  /** What the mistake lets happen. */
  readonly mistake: string;
  readonly file: string;
  /** Text that stands in the file once. */
  readonly right: string;
  readonly wrong: string;
  /** A test file, and a part of the title of the test that must fail. */
  readonly test: string;
  readonly title: string;
}

export const PLANTS: readonly Plant[] = [
  ...HOLDER_PLANTS,
  ...PORTAL_PLANTS,
  ...OFFICE_PLANTS,
  ...DESK_PLANTS,
  ...OFFICE_PARTY_PLANTS,
  ...SESSION_PLANTS,
  ...BRIDGE_PLANTS,
  ...CHAIN_PLANTS,
  ...SERVICE_PLANTS,
  ...SCREEN_PLANTS,
  ...DETOUR_PLANTS,
  ...DATABASE_PLANTS,
  ...ENROLMENT_PLANTS,
  ...DPIA_PLANTS,
  ...FORM_PLANTS,
  ...LANGUAGE_PLANTS,
  ...OBSERVE_PLANTS,
  ...REGISTRY_PLANTS,
  ...CEREMONY_PLANTS,
  ...RECORD_PLANTS,
  ...REQUEST_PLANTS,
  ...EDGE_PLANTS,
  ...PACKAGE_PLANTS,
  ...NEWCOMER_PLANTS,
  ...ENGINE_PLANTS,
  ...INTEROP_PLANTS,
  {
    mistake: "an amount of one currency satisfies a limit in another",
    file: "src/credentials/credential/schema.ts",
    right: "      currency,\n",
    wrong: '      "",\n',
    test: "test/unit/credentials/credential/schema.test.ts",
    title: "changes with the name, the version",
  },
  {
    mistake: "issuers join their files by the holder's commitment",
    file: "src/credentials/credential/holder.ts",
    right: 'hashToField("blinding", toHolderSecret(secret), counter)',
    wrong: 'hashToField("blinding", toHolderSecret(secret), counter * 0)',
    test: "test/unit/credentials/credential/holder.test.ts",
    title: "have commitments that two issuers can't join",
  },
  {
    mistake: "two recipients with lone surrogates have one context",
    file: "src/core/hash-to-field.ts",
    right: "  if (LONE_SURROGATE.test(text)) throw",
    wrong: "  if (text === null) throw",
    test: "test/unit/core/hash.test.ts",
    title: "refuses text with a lone surrogate",
  },
  {
    mistake: "a document of version 1 is read as one of version 2",
    file: "src/core/json.ts",
    right: "  if (version !== VERSION)\n",
    wrong: "  if (version === null)\n",
    test: "test/unit/core/format.test.ts",
    title: "is refused with the code of its version",
  },
  {
    mistake: "a person claims once a month where once a year is meant, as the request names another period",
    file: "src/presentation/proof/request.ts",
    right: "  if (request.period !== period)\n",
    wrong: "  if (request.period === null)\n",
    test: "test/unit/presentation/proof/request.test.ts",
    title: "refuse other forms with a typed error",
  },
  {
    mistake: "the answer to a request goes through another site",
    file: "src/presentation/proof/request.ts",
    right: 'hashToField("context", nonce, origin, responseOrigin, recipient ?? "", expiresAtSeconds)',
    wrong: 'hashToField("context", nonce, origin, origin, recipient ?? "", expiresAtSeconds)',
    test: "test/unit/presentation/proof/request.test.ts",
    title: "gives every part of scope and context a place of its own",
  },
  {
    mistake: "one presentation counts as several claims on a chain",
    file: "src/presentation/proof/request.ts",
    right: "integerToBytesBE(BigInt(ordinal), 1)] as const",
    wrong: "integerToBytesBE(BigInt(1), 1)] as const",
    test: "test/unit/presentation/proof/chain-request.test.ts",
    title: "has a context that every term changes",
  },
  {
    mistake: "an opening of a corrected record is renewed",
    file: "src/records/renewal.ts",
    right: "  checkOpening(renewed);\n",
    wrong: "",
    test: "test/unit/records/renewal.test.ts",
    title: "of a record that was corrected does not",
  },
];
