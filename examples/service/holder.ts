/** The resident's app: reads a request from its address, proves, posts the answer. Used by portal.mjs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createPresentation,
  explainPolicy,
  fromAuthorizationRequest,
  loadArtifacts,
  openRegistry,
  openRequest,
  parseCredential,
  toHolderSecret,
} from "../../src/holder.ts";
import { openArtifacts, readPublishedFrom } from "../../src/node.ts";

const [requestUri, folder, artifacts] = process.argv.slice(2) as [string, string, string | undefined];
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));

const asked = fromAuthorizationRequest(await (await fetch(requestUri)).json());
// The registry's files are the same for everybody: downloading them tells nobody who asks.
const registry = await openRegistry({
  url: readPublishedFrom(join(folder, "published")),
  registry: asked.request.registry,
});
await registry.refresh();
// A link brought the request, so whoever gets the answer is the one who asks; the registry says for whom it may.
const { programmes } = registry.shown();
const opened = openRequest(asked.request, { askedBy: { responseUri: asked.responseUri }, programmes });
const { policy } = opened;
console.log(`the app asks: ${asked.transaction.purpose}?`);
console.log(`              ${explainPolicy(policy.policy, policy.schema).proves}`);

const credential = parseCredential(read("credential.json"));
const presentation = await createPresentation({
  credential,
  holderSecret: toHolderSecret(read("wallet.json").holderSecret),
  request: opened,
  registry: await registry.viewFor(credential),
  artifacts: await loadArtifacts({
    circuit: policy.circuit,
    ...(await openArtifacts(artifacts)),
    allowDevelopmentKeys: artifacts === undefined,
  }),
});

const response = await fetch(asked.responseUri, {
  method: "POST",
  body: new URLSearchParams(asked.respond(presentation)),
});
const answer = await response.json();
console.log(`response:     ${response.status} ${answer.outcome ?? answer.error.code}`);
