/** The `./policy` entry point: the policy language, its compiler, explanations and linter. */

export { HashInputError } from "../../core/arity.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { LANGUAGES, type Language, type Texts } from "../../core/language.ts";
export { MerkleTreeError } from "../../core/merkle.ts";
export { PeriodGridError } from "../../core/period-grid.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { LanguageUnsupportedError } from "../../core/supported-language.ts";
export { ClaimError, SchemaError } from "../../credentials/credential/schema.ts";
export { CIRCUIT_NAMES, CIRCUIT_SHAPES, type CircuitName, type CircuitShape } from "../circuit/signals.ts";
export { findPolicyFaults, type PolicyFault, PolicySyntaxError } from "./check.ts";
export { type CompiledPolicy, compileEnrolmentDemand, compilePolicy, compileRecordPolicy } from "./compile.ts";
export { type EncodedPerson, evaluateCompiled, evaluatePolicy, slotsHold } from "./evaluate.ts";
export { type ConditionWords, type ExplainOptions, type Explanation, explainPolicy } from "./explain.ts";
export type { Comparison, Expression, Policy, PolicyValue, RelativeTest } from "./language.ts";
export { POLICY_LIMITS, policySchema, policyTitle } from "./language.ts";
export { type LintFinding, type LintOptions, type LintRule, type LintSeverity, lintPolicy } from "./lint.ts";
export type { Messages, Phrase } from "./messages/catalogue.ts";
export { loadMessages } from "./messages/load.ts";
export { checkPolicy, readPolicy } from "./parse.ts";
export { parsePolicy } from "./policy-text.ts";
export { createSetTree, MAX_SET_MEMBERS, PolicyLimitError, type SetTree } from "./set-tree.ts";
export type { PolicyHash, RangeSlot, SetSlot } from "./slots.ts";
