/** One programme of a service: its policy and periods, its keys, and how its requests are made. */
import type { JWK } from "jose";
import { dateFromDayNumber, dayNumber, parseDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import type { RequestIdentity } from "../../core/openid/sign-request.ts";
import { PROGRAMME_PATTERN } from "../../core/origin.ts";
import { endOfPeriod, type PeriodGrid, parseGrid, startOfDay } from "../../core/period-grid.ts";
import { type Access, type ApiKey, openAccess } from "../../core/service/access.ts";
import { checkTimeZone, localTime, utcOffsetMinutes } from "../../core/time-zone.ts";
import { MAX_ROOT_AGE_SECONDS } from "../../credentials/registry/root-age.ts";
import type { TransactionPurpose } from "../../presentation/proof/openid4vp.ts";
import {
  CROSS_DEVICE_LIFETIME_SECONDS,
  createRequest,
  type PresentationRequest,
  type RequestablePolicy,
} from "../../presentation/proof/request.ts";
import type { VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { policyTitle } from "../../statement/policy/language.ts";
import type { ChainSettings } from "./chain-claims.ts";
import { serviceIdentity } from "./identity.ts";
import type { ReadStatements } from "./processor.ts";
import { programmeOfRequest } from "./programme.ts";
import { shareFiles } from "./request-files.ts";
import { generateResultKey, openResultSigner, type ResultSigner } from "./results.ts";
import { openSignedRequests, type SignedRequests } from "./signed-requests.ts";
import type { ServiceStorage } from "./storage.ts";
import type { WebhookSettings } from "./webhook-signature.ts";

/** What one programme of a service is told. */
export interface ProgrammeSettings {
  readonly policy: CompiledPolicy;
  /** The portal's domain name: part of the scope, and the issuer of results. */
  readonly verifier: string;
  /** The portal's web origin: proofs are bound to it, and results addressed to it. */
  readonly origin: string;
  readonly verificationKeys: Partial<Readonly<Record<CircuitName, VerificationKey>>>;
  readonly readStatements: ReadStatements;
  /** How old a statement may be whose roots are accepted; at least two intervals of the registry. */
  readonly maxRootAgeSeconds: number;
  /** How long claims are remembered after their period, for appeals. */
  readonly appealSeconds: number;
  /** Id of the registry whose statements count. */
  readonly registry: string;
  /** The programme's grid of periods (protocol P-33), where the policy has none. */
  readonly grid?: string | undefined;
  /** For claims that are made on a chain: requests name it, nothing is claimed at the portal. */
  readonly chain?: ChainSettings | undefined;
  /** Tells services on one store apart that have policy, verifier, origin and registry in common; the programme's name by default. */
  readonly tenant?: string | undefined;
  /** Tenant of the older policy that is served beside this one; refused unless both use up the same claims. */
  readonly supersedes?: string | undefined;
  /** Last day on which requests are made, by the grid's clock: `2027-06-30`. Those that are open are decided. */
  readonly until?: string | undefined;
  /** IANA time zone of what people read, such as `Europe/Vienna`; UTC by default. The grid alone says which day it is. */
  readonly timeZone?: string | undefined;
  /** How long a request may be answered; 600 by default, and at most 120 for a wallet on another device. */
  readonly requestLifetimeSeconds?: number | undefined;
  /** The portal's page to which a person comes back after a claim on one device: a path of `origin`; `/` by default. */
  readonly returnPath?: string | undefined;
  /** What the claim is for, in plain words; the policy's title by default. */
  readonly purpose?: string | undefined;
  /** SHA-256 of the DPIA, 64 hexadecimal characters. */
  readonly dpiaHash?: string | undefined;
  /** Who signs requests; then answers come encrypted. Without one, the TLS connection alone says whose a request is. */
  readonly requestIdentity?: RequestIdentity | undefined;
  /** The first JWK signs results; the others stay known, see `openResultSigner`. A fresh ES256 key by default. */
  readonly resultKeys?: readonly JWK[] | undefined;
  /** Asked of the portal on its routes, see `hashApiKey`; without one, anybody makes requests and reads results. */
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** Where the portal is told of decisions. */
  readonly webhook?: WebhookSettings | undefined;
}

/** What a request's maker says about it. */
export interface RequestOptions {
  readonly recipient?: string | undefined;
  /** Whether the wallet is on the device that shows the portal's page; the result needs a response code then. */
  readonly isSameDevice: boolean;
  /** On a chain: which of the person's claims in the period it is; the first by default. */
  readonly ordinal?: number | undefined;
}

/** A programme that a process serves. */
export interface OpenProgramme {
  /** Its part of every path; `""` where the process serves one. */
  readonly name: string;
  readonly settings: ProgrammeSettings;
  /** The service's identity: it decides and signs nothing but its own requests. */
  readonly service: string;
  /** The programme's own address as holders see it, without a slash at the end. */
  readonly publicUrl: string;
  /** The portal's page to which a person comes back who claims on the device that shows it. */
  readonly returnUrl: string;
  /** Whose calls the portal's routes take. */
  readonly access: Access;
  readonly signer: ResultSigner;
  /** Undefined where requests are not signed. */
  readonly signedRequests: SignedRequests | undefined;
  /** An instant by the clocks of the place, as people read it. */
  readonly localTime: (seconds: number) => string;
  /** The grid's offset in minutes where it is not that of the place now: days begin at another hour there. */
  readonly offsetApart: number | undefined;
  /** Makes a request for the policy and period of now. */
  readonly makeRequest: (options: RequestOptions) => PresentationRequest;
  /** What a request's answer is used for. */
  readonly transactionOf: (request: PresentationRequest) => TransactionPurpose;
  /** Until when the claims of a request are remembered; undefined for ever. */
  readonly retainUntil: (request: PresentationRequest) => number | undefined;
}

/** What its process tells a programme. */
export interface ProgrammePlace {
  readonly name: string;
  /** Of the process, without a slash at the end. */
  readonly publicUrl: string;
  readonly storage: ServiceStorage;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** Paths of the process itself. */
const TAKEN = ["requests", "responses", "health", "metrics", "documentation"];

/**
 * Opens a programme: its store is asked whether it is the one that it was, and its result key signs once.
 *
 * @throws InvalidInputError, RequestError, PeriodGridError, StoreProgrammeError, ScopeTermsError, StoreUnavailableError
 */
export async function openProgramme(
  settings: ProgrammeSettings,
  { name, publicUrl: processUrl, storage, now }: ProgrammePlace,
): Promise<OpenProgramme> {
  if (name !== "" && (!PROGRAMME_PATTERN.test(name) || TAKEN.includes(name)))
    throw new InvalidInputError({ path: "programmes", expected: "names of small letters, digits and hyphens" });
  const { policy, verifier, origin, registry, chain, requestLifetimeSeconds = 600 } = settings;
  const tenant = settings.tenant ?? name;
  const timeZone = settings.timeZone ?? "UTC";
  checkTimeZone(timeZone);
  checkMaxRootAge(settings.maxRootAgeSeconds);
  const gridText = settings.grid ?? policy.policy.grid;
  const grid = parseGrid(gridText);
  const retainUntil = retention(grid, settings.appealSeconds);
  const publicUrl = name === "" ? processUrl : `${processUrl}/${name}`;

  const onChain = chain === undefined ? {} : { chainId: chain.chainId, contract: chain.contract };
  const makeWith = (
    files: RequestablePolicy,
    { recipient, isSameDevice, ordinal = 1 }: RequestOptions,
    nowSeconds: number,
  ): PresentationRequest =>
    createRequest({
      policy: files,
      scope: { verifier, ...onChain },
      ...(chain === undefined ? {} : { chain: { version: chain.version, ordinal } }),
      registry,
      ...(gridText === undefined ? {} : { grid: gridText }),
      origin,
      responseOrigin: new URL(publicUrl).origin,
      nowSeconds,
      crossDevice: !isSameDevice,
      lifetimeSeconds: isSameDevice
        ? requestLifetimeSeconds
        : Math.min(requestLifetimeSeconds, CROSS_DEVICE_LIFETIME_SECONDS),
      ...(recipient === undefined ? {} : { recipient }),
    });
  const endSeconds = endOf(grid, settings.until);
  if (chain !== undefined && settings.supersedes !== undefined)
    throw new InvalidInputError({ path: "supersedes", expected: "none, as a gate has versions of its own" });
  const service = serviceIdentity({ verifier, origin, registry, policyHash: policy.policyHash, tenant, chain });
  const returnUrl = readReturnUrl(settings.returnPath ?? "/", origin);
  // What would be refused with every request is refused now: what the store is not for, a malformed name.
  const recipient = chain?.contract;
  const trial = makeWith(policy, { recipient, isSameDevice: true }, Math.max(now(), startOfDay(grid, grid.firstDay)));
  const files = shareFiles(trial);
  const { maxClaims, scope } = trial;
  const bare = { ...policy, policy: { programme: scope.programme, maxClaims, grid: trial.grid }, schema: {} };
  await storage.pin({ ...programmeOfRequest(trial, policy, tenant), supersedes: settings.supersedes });
  return {
    ...{ name, settings, service, publicUrl, returnUrl, retainUntil },
    localTime: (seconds) => localTime(seconds, timeZone),
    offsetApart: isApart(grid, settings.timeZone, now()) ? grid.utcOffsetMinutes : undefined,
    access: openAccess(settings.apiKeys ?? []),
    signer: await openResultSigner(settings.resultKeys ?? [await generateResultKey()], verifier, now),
    signedRequests:
      settings.requestIdentity && (await openSignedRequests(settings.requestIdentity, { publicUrl, origin, now })),
    makeRequest(options) {
      if (now() >= endSeconds)
        throw new ProgrammeEndedError({ path: "until", expected: `a day until ${settings.until}` });
      // The files were decoded with the first request.
      return { ...makeWith(bare, options, now()), ...files };
    },
    transactionOf(request) {
      // A chain keeps a claim for ever.
      const retainUntilSeconds = chain === undefined ? retainUntil(request) : undefined;
      return {
        purpose: settings.purpose ?? policyTitle(policy.policy),
        ...(retainUntilSeconds === undefined ? {} : { retainUntilSeconds }),
        ...(settings.dpiaHash === undefined ? {} : { dpiaHash: settings.dpiaHash }),
      };
    },
  };
}

function checkMaxRootAge(seconds: number): void {
  if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > MAX_ROOT_AGE_SECONDS)
    throw new InvalidInputError({
      path: "maxRootAgeSeconds",
      expected: `whole seconds, at most ${MAX_ROOT_AGE_SECONDS}`,
      received: String(seconds),
    });
}

/** @throws InvalidInputError for two programmes that are one service, or that a portal's key opens both */
export function requireApart(programmes: readonly OpenProgramme[]): void {
  const hashes = programmes.flatMap(({ settings: { apiKeys = [] } }) => apiKeys.map(({ sha256 }) => sha256));
  if (new Set(hashes).size !== hashes.length)
    throw new InvalidInputError({ path: "apiKeys", expected: "keys that open one programme each" });
  if (new Set(programmes.map(({ service }) => service)).size !== programmes.length)
    throw new InvalidInputError({ path: "tenant", expected: "a tenant of its own for each programme" });
}

/** Whether the grid's days and those of the place, where one is named, begin at other instants. */
const isApart = ({ utcOffsetMinutes: offset }: PeriodGrid, timeZone: string | undefined, seconds: number): boolean =>
  timeZone !== undefined && utcOffsetMinutes(seconds, timeZone) !== offset;

/** When a programme makes no requests any more: at the end of its last day. @throws InvalidInputError for no such day */
function endOf(grid: PeriodGrid, until: string | undefined): number {
  if (until === undefined) return Number.POSITIVE_INFINITY;
  return startOfDay(grid, dateFromDayNumber(dayNumber(parseDate(until, "until")) + 1));
}

/** How long the claims of a request are remembered: by its own period, as an answer may come after midnight. */
function retention(grid: PeriodGrid, appealSeconds: number) {
  if (!Number.isSafeInteger(appealSeconds) || appealSeconds < 0) {
    throw new InvalidInputError({ path: "appealSeconds", expected: "whole seconds, 0 or more" });
  }
  return ({ period }: PresentationRequest): number | undefined => {
    const end = endOfPeriod(grid, period);
    return end === undefined ? undefined : end + appealSeconds;
  };
}

function readReturnUrl(path: string, origin: string): string {
  const url = path.startsWith("/") && URL.canParse(path, origin) ? new URL(path, origin) : undefined;
  if (url?.origin !== origin || url.href.includes("#"))
    throw new InvalidInputError({ path: "returnPath", expected: `a path of ${origin} without a fragment` });
  return url.href;
}

/**
 * The programme's last day is over: no requests are made any more, and those that were are still decided.
 *
 * What to do: ask with the programme that takes its place.
 */
export class ProgrammeEndedError extends /* @__PURE__ */ refusal(
  "PROGRAMME_ENDED",
  "ProgrammeEndedError",
  "The programme has ended",
) {}
