/**
 * Everything at once, for Node and for trying things out. Applications import the entry point of their role:
 * `civicproof/issuer`, `civicproof/holder`, `civicproof/verifier`, `civicproof/policy`.
 *
 * @module
 */
export * from "./holder.ts";
export * from "./issuer.ts";
export * from "./statement/policy/index.ts";
export * from "./verifier.ts";
