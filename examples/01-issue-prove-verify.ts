/** The whole way: an office issues, a resident proves that she is 65 or older, a portal accepts her once. */
import {
  compilePolicy,
  createMemoryStore,
  createPresentation,
  createRequest,
  createStatusRegistry,
  derivePublicKey,
  generateHolderSecret,
  generatePrivateKey,
  holderCommitment,
  issueCredential,
  loadArtifacts,
  loadVerificationKey,
  openRequest,
  parseSchema,
  readPolicy,
  verifyPresentation,
} from "../src/index.ts";
import { openArtifacts } from "../src/node.ts";

const nowSeconds = Math.floor(Date.now() / 1000);
const year = new Date().getUTCFullYear();

// The registry trusts an office, which signs what it knows. It sees the resident's commitment, never her secret.
const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [{ name: "birthDate", type: "date" }],
});
const issuerKey = generatePrivateKey();
const registry = createStatusRegistry();
const issuerIndex = registry.addIssuer(derivePublicKey(issuerKey), {
  timeSeconds: nowSeconds,
  actor: "admin",
  reasonCode: "issuer-added",
});
const holderSecret = generateHolderSecret();
const credential = issueCredential({
  issuerKey,
  schema,
  claims: { birthDate: "1950-02-28" },
  holderCommitment: holderCommitment(holderSecret),
  statusIndex: registry.allocateStatusIndex(issuerIndex),
  validFrom: `${year}-01-01`,
  validUntil: `${year + 1}-12-31`,
  claimsFrom: 0,
});

// The portal asks.
const policy = readPolicy({
  civicproof: "policy/v2",
  name: "senior-pass",
  version: 1,
  title: "Reduced annual pass from 65 on",
  programme: "senior-pass",
  schema: "resident@1",
  require: { claim: "birthDate", yearsAgo: { ">=": 65 } },
});
const request = createRequest({
  policy: compilePolicy(policy, schema),
  scope: { verifier: "benefits.example.org" },
  registry: registry.id,
  grid: `year/${year}-01-01/0`,
  origin: "https://benefits.example.org",
  nowSeconds,
});

// The resident answers. Development keys are for trying things out: anyone can forge under them.
const source = { circuit: request.circuit, ...(await openArtifacts()), allowDevelopmentKeys: true };
const artifacts = await loadArtifacts(source);
const opened = openRequest(request, { askedBy: "https://benefits.example.org" });
const presentation = await createPresentation({ credential, holderSecret, request: opened, registry, artifacts });

// The portal verifies against its own copy of the request, and uses her claim up.
const verificationKey = await loadVerificationKey(source);
const { issuerRoots, statusRoots } = registry;
const verified = await verifyPresentation(JSON.stringify(presentation), {
  request,
  verificationKey,
  issuerRoots,
  statusRoots,
  rootGraceSeconds: 3600,
  nowSeconds,
});
const store = createMemoryStore();
console.log("first claim: ", await store.consume(verified));
console.log("second claim:", await store.consume(verified));
