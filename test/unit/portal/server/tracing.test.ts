/** What OpenTelemetry is told of a decision, with an exporter of the test. */
import { type Span, type TracerProvider, trace } from "@opentelemetry/api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal } from "../../../portal.ts";
import { openHost, optionsOf } from "./host.ts";

const ended: { readonly name: string; readonly attributes: object }[] = [];
beforeAll(() => {
  const startSpan = (name: string, { attributes = {} }: { attributes?: object }) =>
    ({ setStatus: () => {}, end: () => void ended.push({ name, attributes }) }) as unknown as Span;
  const tracer = {
    startSpan,
    startActiveSpan: (name: string, options: object, work: (span: Span) => unknown) => work(startSpan(name, options)),
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as unknown as TracerProvider);
});
afterAll(() => trace.disable());

it("a decision leaves a span for queue, verification and store, with nothing personal", async () => {
  const portal = createTestPortal();
  const storage = await openStorage({ url: "memory:" });
  const host = await openHost(portal, optionsOf(portal, storage));
  const asked = await host.ask();
  expect((await host.answer(asked)).body.outcome).toBe("accepted");
  const names = ended.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["civicproof.queue.submit", "civicproof.verify", "civicproof.store.decide"]),
  );
  expect(ended.find(({ name }) => name === "civicproof.verify")!.attributes).toEqual({ "civicproof.jobs": 1 });
  expect(JSON.stringify(ended)).not.toContain(asked.id);
  await host.service.close();
  await storage.close();
});
