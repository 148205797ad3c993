/** Counters for Prometheus that every service has. Labels are routes, statuses and codes: nothing about a person. */
import { loadPeer } from "../peer.ts";
import type { CallCounter } from "./http.ts";

export type ServiceMetrics = Awaited<ReturnType<typeof openMetrics>>;

/** @param version of civicproof, where it is known */
export async function openMetrics({ version }: { readonly version?: string | undefined }) {
  const client = await loadPeer("prom-client", () => import("prom-client"));
  const registry = new client.Registry();
  const registers = [registry];
  client.collectDefaultMetrics({ register: registry });
  const calls = new client.Counter({
    name: "civicproof_calls_total",
    help: "Calls answered, by route, status and refusal code",
    labelNames: ["route", "status", "code"],
    registers,
  });
  new client.Gauge({ name: "civicproof_build_info", help: "1", labelNames: ["version", "node"], registers }).set(
    { version: version ?? "unknown", node: process.version },
    1,
  );
  const called: CallCounter["called"] = (route, status, code) => calls.inc({ route, status: String(status), code });
  return { client, registers, called, render: () => registry.metrics(), contentType: registry.contentType };
}
