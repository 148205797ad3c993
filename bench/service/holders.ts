/**
 * Holders as cheap as they can be made: they share two cores with the services that are measured, and what they cost
 * there is no service's.
 */
import { Agent, request as send } from "node:http";
import { bytesToIntegerLE } from "../../src/core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../src/core/field.ts";
import { createFixedBase } from "../../src/engine/kernel/fixed-base.ts";
import { CREDENTIAL_ID } from "../../src/presentation/proof/openid4vp.ts";
import type { PresentationRequest } from "../../src/presentation/proof/request.ts";
import { createTestPortal } from "../../test/portal.ts";

/** 1 / 2^256: the kernel's points are in Montgomery's form. */
const UNSCALE = (() => {
  let [value, power, exponent] = [1n, 2n ** 256n % BASE_FIELD_MODULUS, BASE_FIELD_MODULUS - 2n];
  for (; exponent > 0n; exponent >>= 1n, power = (power * power) % BASE_FIELD_MODULUS)
    if (exponent & 1n) value = (value * power) % BASE_FIELD_MODULUS;
  return value;
})();
const base = await createFixedBase("g1", 50_000);

/** The test portal, whose proofs take a twentieth of the time. */
export const portal = createTestPortal({
  multiply(scalar) {
    const point = base.multiply([scalar]);
    const coordinate = (from: number): string =>
      String((bytesToIntegerLE(point.subarray(from, from + 32)) * UNSCALE) % BASE_FIELD_MODULUS);
    return [coordinate(0), coordinate(32)];
  },
});

const agent = new Agent({ keepAlive: true });

/** Calls a service and reads its JSON; half the processor time of `fetch`. */
export function call<T>(url: string, body?: object): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text ?? "") };
  return new Promise((resolve, reject) => {
    const options = { agent, ...(text === undefined ? {} : { method: "POST", headers }) };
    const asked = send(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as T));
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

/** A request as it is sent, without the checks of a wallet: the service is the one that was started here. */
export function readRequest(sent: SentRequest): PresentationRequest {
  return { ...sent.dcql_query.credentials[0].meta, nonce: sent.nonce };
}

export interface SentRequest {
  readonly nonce: string;
  readonly dcql_query: {
    readonly credentials: readonly [{ readonly meta: Omit<PresentationRequest, "nonce"> }];
  };
}

/** One claim. @returns what the service said, and how long its answer to the presentation took, in milliseconds */
export async function claim(service: string): Promise<{ readonly outcome: string | undefined; readonly took: number }> {
  const { id } = await call<{ id: string }>(`${service}/requests`, { recipient: "case 1" });
  const request = readRequest(await call<SentRequest>(`${service}/requests/${id}`));
  const body = { state: id, vp_token: { [CREDENTIAL_ID]: [portal.present(request)] } };
  const started = performance.now();
  const { outcome } = await call<{ outcome?: string }>(`${service}/responses`, body);
  return { outcome, took: performance.now() - started };
}
