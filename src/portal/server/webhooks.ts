/** Tells portals of decisions: signed, again for three days, from the store, so that no restart loses one. */
import type { FastifyBaseLogger } from "fastify";
import { CivicproofError } from "../../core/errors.ts";
import { describeError, failureOf } from "../../core/service/log.ts";
import { createBell } from "./bell.ts";
import type { OpenProgramme } from "./open-programme.ts";
import type { StoredRequest } from "./request-rows.ts";
import type { DueNotification, ServiceStorage } from "./storage.ts";
import { postWebhook, readWebhookUrl } from "./webhook-post.ts";
import { openWebhookSigner, type WebhookSettings } from "./webhook-signature.ts";

/** Sends what is due for one programme. */
export interface WebhookSender {
  /** Something was decided: looks at once. */
  wake(): void;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** Waits between attempts: some 72 hours in all. */
const WAITS_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000] as const;
/** An attempt that its process did not end is made again after this. */
const LEASE_SECONDS = 60;
const AT_ONCE = 20;
/** Decisions of other processes, and attempts that are due. */
const LOOK_MILLISECONDS = 5_000;

export interface SenderOptions {
  readonly programme: OpenProgramme;
  readonly webhook: WebhookSettings;
  readonly storage: Pick<ServiceStorage, "get" | "takeNotifications" | "settleNotification" | "acknowledge">;
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly log: Pick<FastifyBaseLogger, "warn" | "error">;
  /** Counts attempts. */
  readonly count: (outcome: "delivered" | "failed" | "given-up") => void;
  /** For tests; {@link postWebhook} by default. */
  readonly post?: typeof postWebhook;
}

/** Starts a sender. @throws InvalidInputError for an address or a secret out of its form */
export function startWebhooks(options: SenderOptions): WebhookSender {
  const { programme, webhook, storage, now, log, count, post = postWebhook } = options;
  const allowPrivate = webhook.allowPrivate === true;
  const url = readWebhookUrl(webhook.url, allowPrivate);
  const signer = openWebhookSigner(webhook.secrets);
  const bell = createBell();
  let isClosed = false;

  const deliver = async ({ id, attempts }: DueNotification): Promise<void> => {
    const stored = await storage.get(id, programme.service);
    if (stored?.decision === undefined) return;
    const body = JSON.stringify(await messageOf(programme, stored));
    const headers = signer.headersOf({ id: `${id}_${stored.decision.outcome}`, timeSeconds: now(), body });
    try {
      const status = await post({ url, headers, body, allowPrivate });
      if (status < 200 || status > 299) throw new Error(`status ${status}`);
    } catch (error) {
      const wait = WAITS_SECONDS[attempts - 1];
      count(wait === undefined ? "given-up" : "failed");
      const reason = error instanceof CivicproofError ? failureOf(error, true) : describeError(error);
      if (wait === undefined) log.error(reason, "a webhook is given up; the portal can still read the result");
      else log.warn({ ...reason, attempts, again: wait }, "a webhook failed");
      await storage.settleNotification(id, attempts, wait === undefined ? undefined : now() + wait);
      return;
    }
    count("delivered");
    await storage.settleNotification(id, attempts, undefined);
    // Whoever got the result has it; on one device the portal has yet to bring the code.
    if (!stored.isSameDevice) await storage.acknowledge(id, programme.service, now());
  };

  const run = async (): Promise<void> => {
    while (!isClosed) {
      bell.quiet();
      try {
        const take = { service: programme.service, nowSeconds: now(), leaseSeconds: LEASE_SECONDS, most: AT_ONCE };
        const due = await storage.takeNotifications(take);
        await Promise.all(due.map(deliver));
        if (due.length === AT_ONCE) continue;
      } catch (error) {
        // A store that is away is looked at again; what was taken comes again after its lease.
        log.warn(error instanceof CivicproofError ? failureOf(error, true) : describeError(error), "webhooks wait");
      }
      await bell.wait(LOOK_MILLISECONDS);
    }
  };
  const running = run();
  return {
    wake: () => bell.ring(),
    async close() {
      isClosed = true;
      bell.close();
      await running;
    },
  };
}

/**
 * What is sent. For a claim on one device it says neither outcome nor result: the portal gets those with the code that
 * the person's browser brings.
 */
async function messageOf({ signer }: OpenProgramme, { id, request, decision, isSameDevice }: StoredRequest) {
  const decided = decision!;
  const data = isSameDevice ? { id } : { id, ...decided, result: await signer.sign(id, request, decided) };
  const timestamp = new Date(decided.decidedAtSeconds * 1_000).toISOString();
  return { type: "request.decided", timestamp, data };
}
