/** All named mutants of circuits. */
import { describeNamedMutants, NAMED } from "../mutations/named-mutants.ts";

describeNamedMutants(NAMED);
