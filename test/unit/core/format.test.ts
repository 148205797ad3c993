import { describe, expect, it } from "vitest";
import { parseCredential } from "../../../src/credentials/credential/credential.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import { parseSnapshot } from "../../../src/credentials/registry/snapshot.ts";
import { decodeRequest } from "../../../src/presentation/proof/request.ts";
import { decodePresentation } from "../../../src/presentation/verification/verify.ts";
import { parseManifest } from "../../../src/statement/artifacts/manifest.ts";
import { readPolicy } from "../../../src/statement/policy/index.ts";
import { SCHEMA } from "../../world.ts";

const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  artifacts: parseManifest,
  credential: parseCredential,
  policy: (value) => readPolicy(value, SCHEMA),
  presentation: decodePresentation,
  "registry-snapshot": parseSnapshot,
  request: decodeRequest,
  schema: parseSchema,
};
/** Kinds that hold values of a suite. */
const OF_A_SUITE = ["artifacts", "credential", "presentation", "registry-snapshot", "request"];

describe.each(Object.entries(READERS))("a document of kind %s", (kind, read) => {
  it.each(["v1", "v3", "v1/s1"])("of %s is refused with the code of its version", (version) => {
    const document = { civicproof: `${kind}/${version}` };
    expect(() => read(document)).toThrow(expect.objectContaining({ code: "VERSION_UNSUPPORTED" }));
  });
});

it.each(OF_A_SUITE)("a document of kind %s of another suite is refused with that code", (kind) => {
  const document = { civicproof: `${kind}/v2/s2` };
  expect(() => READERS[kind]!(document)).toThrow(expect.objectContaining({ code: "SUITE_UNSUPPORTED" }));
});
