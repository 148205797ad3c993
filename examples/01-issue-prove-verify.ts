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
  generateRegistryKeys,
  holderCommitment,
  issueCredential,
  loadArtifacts,
  loadVerificationKey,
  openRegistryKeys,
  openRequest,
  openStatement,
  parseSchema,
  proveIssuerKey,
  readPolicy,
  schemaId,
  statementsDue,
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
const publicKey = derivePublicKey(issuerKey);
const keys = await openRegistryKeys(await generateRegistryKeys());
const registry = createStatusRegistry({ id: keys.registry });
const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
const issuerIndex = registry.addIssuer(
  publicKey,
  { schemas: [schemaId(schema)], possession },
  { timeSeconds: nowSeconds, actor: "admin", reasonCode: "issuer-added" },
);
const holderSecret = generateHolderSecret();
const credential = issueCredential({
  issuerKey,
  schema,
  claims: { birthDate: "1950-02-28" },
  holderCommitment: holderCommitment(holderSecret),
  registry: registry.id,
  statusIndex: registry.allocateStatusIndex(issuerIndex),
  validFrom: `${year}-01-01`,
  validUntil: `${year + 1}-12-31`,
  claimsFrom: 0,
});

// Each hour the registry signs a statement of its roots.
const { statements } = await statementsDue({ registry, keys, nowSeconds });

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
const view = registry.view(credential.schemaId);
const presentation = await createPresentation({ credential, holderSecret, request: opened, registry: view, artifacts });

// The portal verifies against its own copy of the request, and uses her claim up.
const verificationKey = await loadVerificationKey(source);
const verified = await verifyPresentation(JSON.stringify(presentation), {
  request,
  verificationKey,
  statements: await Promise.all(statements.map(({ signed }) => openStatement(signed, { registry: registry.id }))),
  maxRootAgeSeconds: 7200,
  nowSeconds,
});
const store = createMemoryStore();
console.log("first claim: ", await store.consume(verified));
console.log("second claim:", await store.consume(verified));
