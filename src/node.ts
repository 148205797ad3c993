/**
 * What needs Node: artifacts in a directory.
 *
 * @module
 */
export { defaultArtifactsDirectory, openArtifacts, readFromDirectory, readManifest } from "./artifacts/node.ts";
