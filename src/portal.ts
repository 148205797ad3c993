/**
 * The entry point for a portal: everything that one needs to ask, to verify and to pay once. It is for Node; a portal in a
 * browser or an edge function takes `civicproof/verifier`.
 *
 * @module
 */
export { CodeUnreachableError } from "./core/later.ts";
export { type PublishedSchema, parsePublishedSchema } from "./credentials/credential/published-schema.ts";
export { parseSchema, schemaId } from "./credentials/credential/schema.ts";
export { type Succession, successionOf } from "./credentials/credential/succession.ts";
export { KernelMemoryError } from "./engine/kernel/memory-error.ts";
export * from "./portal/server/index.ts";
export { openArtifacts } from "./statement/artifacts/node.ts";
export * from "./statement/policy/index.ts";
export * from "./verifier.ts";
