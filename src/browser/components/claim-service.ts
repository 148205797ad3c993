/** Where `<civicproof-request>` starts a claim and hears what became of it. */
import { callService } from "./service-call.ts";

/** A claim that waits for a wallet. */
export interface StartedClaim {
  /** Names the claim to the service; of `A-Z a-z 0-9 _ -`. */
  readonly id: string;
  /** What the QR code holds and the button opens: an address of the wallet that names the request. */
  readonly link: string;
  /** What people type instead. */
  readonly code?: string | undefined;
  readonly expiresAtSeconds: number;
  /** Known to this browser only; sent back as `Authorization: Bearer`. */
  readonly token?: string | undefined;
}

/** What has become of a claim. */
export type ClaimProgress =
  | { readonly state: "waiting" | "opened" | "declined" | "expired" }
  | { readonly state: "accepted"; readonly reference?: string | undefined; readonly atSeconds?: number | undefined }
  | { readonly state: "already-used"; readonly once?: boolean | undefined }
  | { readonly state: "failed"; readonly code?: string | undefined };

/** What `<civicproof-request>` needs of a portal. Each may throw `ServiceCallError`. */
export interface ClaimService {
  start(signal: AbortSignal): Promise<StartedClaim>;
  progress(claim: StartedClaim, signal: AbortSignal): Promise<ClaimProgress>;
  /** The person does not want it any more. */
  stop(claim: StartedClaim): Promise<void>;
}

const STATES = ["waiting", "opened", "accepted", "already-used", "declined", "failed", "expired"] as const;
const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= most;

/**
 * A portal's three calls over HTTP: `POST url` starts a claim ({@link StartedClaim} as JSON), `GET url/<id>` says what
 * became of it ({@link ClaimProgress}), `DELETE url/<id>` ends it.
 *
 * @example
 * element.source = claimService("/api/programmes/city-pass/claims");
 */
export function claimService(url: string): ClaimService {
  const address = ({ id }: StartedClaim): string => `${url}/${encodeURIComponent(id)}`;
  return {
    start: (signal) => callService(url, { method: "POST", body: {}, signal, read: readStarted }),
    progress: (claim, signal) => callService(address(claim), { token: claim.token, signal, read: readProgress }),
    async stop(claim) {
      await callService(address(claim), { method: "DELETE", token: claim.token, read: () => true });
    },
  };
}

/** Reads a started claim; undefined for anything else, also for a link that is no http address. */
export function readStarted(answer: unknown): StartedClaim | undefined {
  const { id, link, code, token, expiresAtSeconds } = (answer ?? {}) as Record<string, unknown>;
  if (!isText(id, 200) || !/^[\w-]+$/.test(id) || !isText(link, 2_000)) return undefined;
  const base = globalThis.location?.href;
  if (!URL.canParse(link, base) || !/^https?:$/.test(new URL(link, base).protocol)) return undefined;
  if (typeof expiresAtSeconds !== "number" || !Number.isFinite(expiresAtSeconds)) return undefined;
  return {
    id,
    link: new URL(link, base).href,
    expiresAtSeconds,
    ...(isText(code, 40) ? { code } : {}),
    ...(isText(token, 400) ? { token } : {}),
  };
}

/** Reads what became of a claim; undefined for anything else. */
export function readProgress(answer: unknown): ClaimProgress | undefined {
  const { state, reference, atSeconds, once, code } = (answer ?? {}) as Record<string, unknown>;
  const known = STATES.find((each) => each === state);
  if (known === undefined) return undefined;
  return {
    state: known,
    ...(isText(reference, 100) ? { reference } : {}),
    ...(typeof atSeconds === "number" && Number.isFinite(atSeconds) ? { atSeconds } : {}),
    ...(typeof once === "boolean" ? { once } : {}),
    ...(isText(code, 60) ? { code } : {}),
  } as ClaimProgress;
}
