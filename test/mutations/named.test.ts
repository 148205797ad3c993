/** Of each template the first of the named mutants; the slow suite tries all of them. */
import { describeNamedMutants, NAMED } from "./named-mutants.ts";

const first = NAMED.filter(([, template], i) => NAMED.findIndex(([, other]) => other === template) === i);
describeNamedMutants(first, ["lib/issuer_key"]);
