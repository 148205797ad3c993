/** The worker's two sides over a message port; the real worker is tested in test/browser. */
import { MessageChannel } from "node:worker_threads";
import { beforeAll, describe, expect, it } from "vitest";
import * as errors from "../../../../src/browser/worker/index.ts";
import {
  createProverWorker,
  type PageWorker,
  type WorkerPresentationOptions,
} from "../../../../src/browser/worker/index.ts";
import { serveProver } from "../../../../src/browser/worker/serve.ts";
import { fromWire, toWire } from "../../../../src/core/wire-error.ts";
import type { WorkerPort } from "../../../../src/core/worker-port.ts";
import type { ProverBackend } from "../../../../src/engine/groth16/backend.ts";
import {
  type CircuitArtifacts,
  createEnrolment,
  createPresentation,
  createProver,
  generateHolderSecret,
  holderCommitment,
  loadArtifacts,
} from "../../../../src/holder.ts";
import { schemaId } from "../../../../src/issuer.ts";
import { openArtifacts } from "../../../../src/node.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { createRequest } from "../../../../src/verifier.ts";
import { ANNA, askFor, BERT, createAuthority, ENROLMENT_SCHEMA, OFFICE_ORIGIN } from "../../../office.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, opened, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const world = makeWorld();
const request = createRequest({
  policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
  scope: { verifier: "portal.example" },
  registry: REGISTRY_ID,
  grid: GRID,
  origin: "https://portal.example",
  nowSeconds: NOW_SECONDS,
});
let artifacts: CircuitArtifacts;
let options: WorkerPresentationOptions;

beforeAll(async () => {
  artifacts = await loadArtifacts({ circuit: "age", ...(await openArtifacts()), allowDevelopmentKeys: true });
  const { credential, holderSecret, view } = world;
  options = { credential, holderSecret, request: opened(request), registry: view, artifacts };
});

/** Both sides in this process, with structured cloning between them. */
function connect(prover: ProverBackend): { worker: () => PageWorker; bytes: number[]; terminated: () => number } {
  const bytes: number[] = [];
  let terminated = 0;
  return {
    bytes,
    terminated: () => terminated,
    worker() {
      const { port1, port2 } = new MessageChannel();
      serveProver(port2 as unknown as WorkerPort, { prover });
      port2.start();
      port1.start();
      const adapter = port1 as unknown as PageWorker;
      return {
        postMessage(message) {
          bytes.push(
            (message as { task?: { artifacts?: { content?: CircuitArtifacts } } }).task?.artifacts?.content?.zkey
              .length ?? 0,
          );
          adapter.postMessage(message);
        },
        addEventListener: adapter.addEventListener.bind(adapter) as PageWorker["addEventListener"],
        terminate() {
          terminated++;
          port1.close();
        },
      };
    },
  };
}

describe("the client of a proving worker", () => {
  it("answers like createPresentation, and sends given artifacts once", async () => {
    const { worker, bytes } = connect(createProver());
    const prover = createProverWorker({ worker });
    const fractions: number[] = [];
    const presentation = await prover.createPresentation({
      ...options,
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    const direct = await createPresentation({ ...options, registry: world.view, artifacts });
    expect(presentation.publicSignals).toEqual(direct.publicSignals);
    expect(fractions.at(-1)).toBe(1);
    const download = {
      snapshot: world.registry.snapshot(),
      statusBits: world.registry.statusBits(1),
    };
    const again = await prover.createPresentation({ ...options, registry: download });
    expect(again.publicSignals).toEqual(direct.publicSignals);
    expect(bytes).toEqual([artifacts.zkey.length, 0]);
    prover.close();
  });

  it("opens a request: the page hears who asks before the policy is compiled, the worker finds the words", async () => {
    const { worker } = connect(createProver());
    const prover = createProverWorker({ worker });
    let now = NOW_SECONDS;
    const asking = { askedBy: request.origin, clock: () => now };
    const shown: string[] = [];
    const onDescription = ({ asker }: { asker: string }) => shown.push(asker);
    const opening = prover.openRequest(request, { ...asking, language: "fr", onDescription });
    const explained = await opening;
    expect(shown).toEqual([request.origin]);
    expect(explained.explanation).toMatchObject({ language: "fr", title: "Fixture" });
    expect(explained.request).toEqual(request);
    const [first, ...others] = SCHEMA.claims;
    const schemas = [{ ...SCHEMA, claims: [{ ...first!, label: { de: "Geburtstag" } }, ...others] }];
    const german = await prover.openRequest(request, { ...asking, language: "de-AT", schemas });
    expect(german.explanation).toMatchObject({ language: "de" });
    expect(german.explanation.text).toContain("Geburtstag");
    await expect(prover.openRequest(request, { ...asking, language: "it" })).rejects.toThrow(
      errors.LanguageUnsupportedError,
    );
    const presentation = await prover.createPresentation({ ...options, request: explained });
    expect(presentation.civicproof).toBe("presentation/v2/s1");
    now = request.expiresAtSeconds;
    await expect(prover.createPresentation({ ...options, request: explained })).rejects.toThrow(
      errors.RequestTimeError,
    );
    now = NOW_SECONDS;
    const refused = (input: unknown, change: object = {}) => prover.openRequest(input, { ...asking, ...change });
    await expect(refused(request, { askedBy: "https://shop.example" })).rejects.toThrow(errors.AskerMismatchError);
    await expect(refused({ ...request, policyHash: "1" })).rejects.toThrow(errors.RequestError);
    await expect(refused({})).rejects.toThrow(errors.RequestError);
    await expect(refused(request, { signal: AbortSignal.abort() })).rejects.toThrow(errors.AbortedError);
    prover.close();
  });

  it("enrols like createEnrolment, and refuses like it", async () => {
    const { worker } = connect(createProver());
    const prover = createProverWorker({ worker });
    const authority = createAuthority();
    const secret = generateHolderSecret();
    const enrolmentArtifacts = await loadArtifacts({
      circuit: "enrolment",
      ...(await openArtifacts()),
      allowDevelopmentKeys: true,
    });
    const asked = askFor(ANNA);
    const enrolling = {
      credential: authority.issue(ANNA, secret, 20261101),
      holderSecret: secret,
      counter: 1,
      request: await prover.openRequest(asked, { askedBy: OFFICE_ORIGIN, clock: () => NOW_SECONDS }),
      registry: authority.registry.view(schemaId(ENROLMENT_SCHEMA)),
      artifacts: enrolmentArtifacts,
    };
    const enrolment = await prover.createEnrolment(enrolling);
    expect(enrolment).toMatchObject({
      civicproof: "enrolment/v2/s1",
      holderCommitment: String(holderCommitment(secret, 1)),
      claimsFrom: 20261101,
    });
    const direct = await createEnrolment({ ...enrolling, request: opened(asked), prover: createProver() });
    expect(enrolment.presentation.publicSignals).toEqual(direct.presentation.publicSignals);

    const attempt = (changed: object) => prover.createEnrolment({ ...enrolling, ...changed });
    // The authority knows the commitment of counter 0.
    await expect(attempt({ counter: 0 })).rejects.toThrow(errors.InvalidInputError);
    await expect(attempt({ credential: authority.issue(BERT, secret) })).rejects.toThrow(errors.PolicyUnsatisfiedError);
    await expect(attempt({ request: asked })).rejects.toThrow(errors.RequestNotOpenedError);
    await expect(attempt({ request: opened(request) })).rejects.toThrow(errors.RequestError);
    await expect(prover.createPresentation(enrolling)).rejects.toThrow(errors.RequestError);
    await expect(attempt({ signal: AbortSignal.abort() })).rejects.toThrow(errors.AbortedError);
    prover.close();
  });

  it("gives up on a policy that the worker compiles for too long, and ends that worker", async () => {
    const { port1, port2 } = new MessageChannel();
    let terminated = 0;
    // Says that it has begun, and nothing more.
    port2.on("message", ({ id }: { id: number }) => port2.postMessage({ id, note: { kind: "opening" } }));
    const worker = (): PageWorker =>
      ({
        postMessage: port1.postMessage.bind(port1),
        addEventListener: port1.addEventListener.bind(port1),
        terminate: () => void terminated++,
      }) as unknown as PageWorker;
    port1.start();
    const prover = createProverWorker({ worker, openSeconds: 0.05 });
    const asking = { askedBy: request.origin, clock: () => NOW_SECONDS };
    await expect(prover.openRequest(request, asking)).rejects.toThrow(errors.PolicyLimitError);
    while (terminated === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    port1.close();
  });

  it("throws the classes of the library", async () => {
    const { worker } = connect(createProver());
    const prover = createProverWorker({ worker });
    const attempt = (changed: Partial<WorkerPresentationOptions>) =>
      prover.createPresentation({ ...options, ...changed });
    await expect(attempt({ credential: {} })).rejects.toThrow(errors.CredentialMalformedError);
    await expect(attempt({ holderSecret: 7n as never })).rejects.toThrow(errors.HolderSecretMismatchError);
    await expect(attempt({ request: request as never })).rejects.toThrow(errors.RequestNotOpenedError);
    const download = { snapshot: world.registry.snapshot(), statusBits: world.registry.statusBits(1) };
    await expect(attempt({ registry: download, credential: () => {} })).rejects.toThrow(errors.InvalidInputError);
    await expect(attempt({ signal: AbortSignal.abort() })).rejects.toThrow(errors.AbortedError);
    prover.close();
  });

  it("ends a worker that does not stop, and starts another one", async () => {
    const progress = { stage: "proving", fraction: 0.5 };
    let [proofs, stopped] = [0, 0];
    // Proves for ever, and hears nothing more.
    const worker = (): PageWorker => {
      const { port1, port2 } = new MessageChannel();
      port2.on("message", ({ id, task }: { id: number; task?: object }) => {
        if (task === undefined) return;
        proofs++;
        port2.postMessage({ id, note: { kind: "progress", progress } });
      });
      const adapter = port1 as unknown as PageWorker;
      return {
        postMessage: adapter.postMessage.bind(adapter),
        addEventListener: adapter.addEventListener.bind(adapter) as PageWorker["addEventListener"],
        terminate: () => {
          stopped++;
          port1.close();
        },
      };
    };
    const terminated = () => stopped;
    const prover = createProverWorker({ worker });
    const controller = new AbortController();
    const other = prover.createPresentation(options);
    other.catch(() => {});
    const cancelled = prover.createPresentation({ ...options, signal: controller.signal });
    while (proofs < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    await expect(cancelled).rejects.toThrow(errors.AbortedError);
    await expect(other).rejects.toThrow(errors.ProverWorkerError);
    expect(terminated()).toBe(1);
    const third = prover.createPresentation(options);
    prover.close();
    await expect(third).rejects.toThrow(errors.AbortedError);
    expect(terminated()).toBe(2);
  });

  it("refuses what a worker that dies was doing within two seconds, and serves the next call", async () => {
    const { worker, bytes } = connect(createProver());
    let die = (): void => {};
    const prover = createProverWorker({
      worker() {
        const started = worker();
        return {
          ...started,
          addEventListener(type: string, listener: (event: never) => void) {
            if (type === "error") die = () => listener({} as never);
            started.addEventListener(type as "error", listener as (event: unknown) => void);
          },
        } as PageWorker;
      },
    });
    let diedAt = 0;
    const onProgress = (): void => {
      if (diedAt > 0) return;
      diedAt = performance.now();
      die();
    };
    await expect(prover.createPresentation({ ...options, onProgress })).rejects.toThrow(errors.ProverWorkerError);
    expect(performance.now() - diedAt).toBeLessThan(2_000);
    expect((await prover.createPresentation(options)).civicproof).toBe("presentation/v2/s1");
    // The new worker needs the artifacts, too.
    expect(bytes).toEqual([artifacts.zkey.length, artifacts.zkey.length]);
    prover.close();
  });

  it("refuses when the script stays silent, and serves the next call when it is back", async () => {
    const { worker } = connect(createProver());
    const silent = (): PageWorker => ({ postMessage: () => {}, addEventListener: () => {}, terminate: () => {} });
    let isBack = false;
    const prover = createProverWorker({ worker: () => (isBack ? worker() : silent()), startSeconds: 1 });
    const started = performance.now();
    await expect(prover.createPresentation(options)).rejects.toThrow(errors.ProverWorkerError);
    expect(performance.now() - started).toBeLessThan(3_000);
    isBack = true;
    expect((await prover.createPresentation(options)).civicproof).toBe("presentation/v2/s1");
    prover.close();
  });

  it("sends artifacts again when the first message could not be sent", async () => {
    const { worker } = connect(createProver());
    const prover = createProverWorker({ worker });
    const credential = () => {};
    await expect(
      prover.createPresentation({
        ...options,
        registry: { snapshot: world.registry.snapshot(), statusBits: world.registry.statusBits(1) },
        credential,
      }),
    ).rejects.toThrow(errors.InvalidInputError);
    expect((await prover.createPresentation(options)).civicproof).toBe("presentation/v2/s1");
    prover.close();
  });

  it("refuses when the worker can't be started or dies", async () => {
    const broken = createProverWorker({
      worker: () => {
        throw new Error("no workers here");
      },
    });
    await expect(broken.createPresentation(options)).rejects.toThrow(errors.ProverWorkerError);
    let die = (): void => {};
    const mortal = createProverWorker({
      worker: () => ({
        postMessage: () => {},
        addEventListener(type: string, listener: (event: never) => void) {
          if (type === "error") die = () => listener({} as never);
        },
        terminate: () => {},
      }),
    });
    const lost = mortal.createPresentation(options);
    await Promise.resolve();
    die();
    await expect(lost).rejects.toThrow(errors.ProverWorkerError);
  });
});

describe("refusals on the wire", () => {
  it("keep class, code and message, for every code", () => {
    const classes = Object.values(errors).filter(
      (value) => typeof value === "function" && value.prototype instanceof errors.CivicproofError,
    ) as unknown as (new (
      details: object,
    ) => errors.CivicproofError)[];
    expect(classes.length).toBeGreaterThan(40);
    for (const Refusal of classes) {
      const original = new Refusal({ path: "a.b", expected: "x", received: "y" });
      const revived = fromWire(structuredClone(toWire(original)));
      expect(revived).toBeInstanceOf(Refusal);
      expect(revived.toJSON()).toEqual(original.toJSON());
    }
  });

  it("say nothing of an unforeseen error, which may hold a secret", () => {
    expect(JSON.stringify(toWire(new Error("secret 12345")))).not.toContain("12345");
  });
});
