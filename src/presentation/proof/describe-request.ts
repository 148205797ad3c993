/**
 * What a wallet finds out about a request before it compiles anything: who really asks, whether that party may, and
 * whether day, period and end fit the wallet's own clock. Cheap whatever the request holds, so that it can run on a page.
 */

import { dayNumber, formatDate, parseDate } from "../../core/dates.ts";
import { refusal } from "../../core/errors.ts";
import { decode, InvalidInputError } from "../../core/json.ts";
import { own, ownWith } from "../../core/own.ts";
import { dayOf, parseGrid } from "../../core/period-grid.ts";
import { pure } from "../../core/pure.ts";
import { mixedScripts } from "../../core/text.ts";
import { parseSchema, schemaId, schemaReference } from "../../credentials/credential/schema.ts";
import type { ProgrammeEntry } from "../../credentials/registry/programme-entry.ts";
import { type Policy, policySchema } from "../../statement/policy/language.ts";
import {
  CROSS_DEVICE_LIFETIME_SECONDS,
  decodeRequest,
  type PresentationRequest,
  REQUEST_LIMITS,
  RequestError,
} from "./request.ts";
import { checkResponseUri } from "./response-uri.ts";

/** One question that a holder has answered. */
export interface AnsweredQuestion {
  readonly verifier: string;
  readonly programme: string;
  /** Decimal string. */
  readonly policyHash: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Its first day, YYYYMMDD. */
  readonly period: number;
}

/** Options of {@link describeRequest} and `openRequest`. */
export interface OpenRequestOptions {
  /**
   * The party that really asks: the web origin of the page that hands the request over, as the browser names it; or, for
   * a deep link or a QR code, the address to which the answer is going to be posted. Never something that the request or
   * the link says about itself.
   */
  readonly askedBy: string | { readonly responseUri: string };
  /** The address to which the answer goes, where a page asks and names one. */
  readonly responseUri?: string | undefined;
  /** Seconds since the epoch; this device's clock by default. */
  readonly clock?: (() => number) | undefined;
  /** The programmes of the statement that the wallet shows: `registry.shown().programmes`. */
  readonly programmes?: readonly ProgrammeEntry[] | undefined;
  /** The holder's own addresses on chains, `0x` and 40 hexadecimal digits. */
  readonly ownAddresses?: readonly string[] | undefined;
  /** The request's recipient as the holder has confirmed it, digit by digit, for this one request. */
  readonly confirmedRecipient?: string | undefined;
  /**
   * The request came from another device, as a QR code: then it has a recipient, which the holder has confirmed, and it
   * ends within two minutes. Whoever shows another's code to the holder would have the result in a session of his own.
   */
  readonly crossDevice?: boolean | undefined;
  /** Answer for a day in the past, which a verifier asks for in an appeal; off by default, and shown. */
  readonly allowAsOf?: boolean | undefined;
  /** What this wallet has answered before, to be counted. */
  readonly answered?: readonly AnsweredQuestion[] | undefined;
}

/** Something about a request that the holder should see. Its words are English; `kind` is for other languages. */
export type RequestNotice =
  | { readonly kind: "other-questions"; readonly count: number; readonly text: string }
  | { readonly kind: "as-of"; readonly day: string; readonly text: string }
  | {
      readonly kind: "mixed-scripts";
      readonly path: string;
      readonly scripts: readonly string[];
      readonly text: string;
    }
  | { readonly kind: "foreign-recipient"; readonly recipient: string; readonly text: string };

/** A request whose asker may ask it now. Its policy is not compiled yet, so nothing can be proven. */
export interface RequestDescription {
  readonly request: PresentationRequest;
  /** The web origin that really asks, punycode where it has other letters than a to z. */
  readonly asker: string;
  /** Where the answer goes. */
  readonly responseOrigin: string;
  /** The policy's title: a text, or one per language. */
  readonly title: Policy["title"];
  /** Whether the registry's statement has an entry for this programme. */
  readonly isListed: boolean;
  /** Other questions that this verifier had answered by this wallet; undefined where the wallet did not say. */
  readonly otherQuestions: number | undefined;
  readonly notices: readonly RequestNotice[];
}

const DAY_SECONDS = 86_400;
/** What two honest clocks may be apart. */
const SKEW_SECONDS = 300;
/** Longest life of a request that goes from one device to another, and what their clocks may be apart. */
const CROSS_DEVICE_SECONDS = /* @__PURE__ */ pure(() => CROSS_DEVICE_LIFETIME_SECONDS + 30);

/**
 * Reads a request and checks everything that needs no compiling: who asks, where the answer goes, programme, grid and
 * claims against policy and registry, the wallet's own clock, and on a chain the payee. 64 kB of anything take less than
 * 100 ms. What it returns can be shown while `openRequest` compiles the policy elsewhere.
 *
 * @throws RequestError when it is malformed or contradicts itself; SchemaError
 * @throws AskerMismatchError when somebody else asks than the request names, or the answer goes elsewhere
 * @throws ProgrammeMismatchError when programme, grid, number of claims, chain or contract are not those of the policy
 * and of the registry's entry
 * @throws RequestTimeError when its day or its end does not fit the wallet's clock
 * @throws AsOfRefusedError, RecipientNotConfirmedError where the holder has to agree first
 * @example
 * const description = describeRequest(request, { askedBy: event.origin });
 * show(description.asker, description.title, description.notices);
 */
export function describeRequest(input: unknown, options: OpenRequestOptions): RequestDescription {
  const {
    askedBy,
    responseUri,
    programmes = [],
    ownAddresses = [],
    confirmedRecipient,
    allowAsOf = false,
    crossDevice = false,
    answered,
  } = own(options);
  const request = decodeRequest(input);
  const policy = readShape(request);
  checkContents(request, policy);
  const entry = entryOf(request, programmes);
  const asker = checkAsker(request, { askedBy, responseUri, entry });
  checkClock(request, { nowSeconds: clockOf(options)(), allowAsOf, crossDevice });
  const isOwnRecipient = checkRecipient(request, { ownAddresses, confirmedRecipient, crossDevice });
  const otherQuestions = answered === undefined ? undefined : countOthers(request, answered);
  return {
    request,
    asker,
    responseOrigin: request.responseOrigin,
    title: policy.title,
    isListed: entry !== undefined,
    otherQuestions,
    notices: [
      ...noticesOf(request, { policy, otherQuestions }),
      ...(isOwnRecipient
        ? []
        : [
            {
              kind: "foreign-recipient" as const,
              recipient: request.recipient!,
              text: `The claim is paid to ${request.recipient}, which is none of your addresses.`,
            },
          ]),
    ],
  };
}

/** The shape of the policy; what needs the schema, and the expense, is left to the compiler. */
function readShape({ policy }: PresentationRequest): Policy {
  return decode(policySchema, policy, { Refusal: RequestError, path: "policy", limits: REQUEST_LIMITS }) as Policy;
}

function checkContents({ schema: given, ...request }: PresentationRequest, policy: Policy): void {
  const schema = parseSchema(given);
  const refuse = (path: string, expected: string): never => {
    throw new RequestError({ path, expected });
  };
  if (policy.schema !== schemaReference(schema)) refuse("policy.schema", schemaReference(schema));
  if (String(schemaId(schema)) !== request.schemaId) refuse("schemaId", "the id of the request's own schema");
  const differs = (path: string, expected: string): never => {
    throw new ProgrammeMismatchError({ path, expected });
  };
  if (request.scope.programme !== policy.programme) differs("scope.programme", `the policy's, ${policy.programme}`);
  if (request.maxClaims !== (policy.maxClaims ?? 1)) differs("maxClaims", `the policy's, ${policy.maxClaims ?? 1}`);
  if (policy.grid !== undefined && request.grid !== policy.grid) differs("grid", `the policy's, ${policy.grid}`);
}

/**
 * The registry's entry for the programme, undefined where it has none. Grid and number of claims are those of the entry,
 * and where the registry knows the programme on some chain, then on no other.
 */
function entryOf(
  { scope, grid, maxClaims }: PresentationRequest,
  programmes: readonly ProgrammeEntry[],
): ProgrammeEntry | undefined {
  const known = programmes.filter(
    ({ verifier, programme }) => verifier === scope.verifier && programme === scope.programme,
  );
  if (known.length === 0) return undefined;
  const differs = (path: string, listed: string | number): never => {
    throw new ProgrammeMismatchError({ path, expected: `what the registry lists, ${listed}` });
  };
  const entry = known.find(({ chainId, contract }) => chainId === scope.chainId && contract === scope.contract);
  if (entry === undefined) {
    const places = known.map(({ chainId, contract }) =>
      chainId === undefined ? "no chain" : `${chainId} ${contract}`,
    );
    return differs("scope.chainId", places.join(" or "));
  }
  if (grid !== entry.grid) differs("grid", entry.grid);
  if (maxClaims !== entry.maxClaims) differs("maxClaims", entry.maxClaims);
  return entry;
}

/**
 * Compares the party that really asks with the one that the request names.
 *
 * @returns the origin that asks
 */
function checkAsker(
  { origin, responseOrigin, scope }: PresentationRequest,
  {
    askedBy,
    responseUri,
    entry,
  }: Pick<OpenRequestOptions, "askedBy" | "responseUri"> & { readonly entry: ProgrammeEntry | undefined },
): string {
  const refuse = (path: string, expected: string, received: string): never => {
    throw new AskerMismatchError({ path, expected, received });
  };
  const isLink = typeof askedBy === "object" && askedBy !== null;
  const used = isLink ? own(askedBy).responseUri : responseUri;
  const usedOrigin = used === undefined ? undefined : checkResponseUri(used, "responseUri");
  const asker = isLink ? usedOrigin! : readOrigin(askedBy);
  if (usedOrigin !== undefined && usedOrigin !== responseOrigin)
    refuse("responseOrigin", `${usedOrigin}, where the answer really goes`, responseOrigin);
  // A service that answers for a portal may be listed; then what it shows is the portal's request.
  const isServed =
    isLink && entry !== undefined && lists(entry.responseOrigins, asker) && isAsker(origin, scope, entry);
  if (origin !== asker && !isServed) refuse("origin", `${asker}, which really asks`, origin);
  if (!isAsker(origin, scope, entry))
    refuse(
      "scope.verifier",
      `${new URL(origin).hostname}, or a programme that the registry lists for it`,
      scope.verifier,
    );
  if (responseOrigin !== origin && !lists(entry?.responseOrigins, responseOrigin))
    refuse("responseOrigin", `${origin}, or one that the registry lists`, responseOrigin);
  return asker;
}

function isAsker(
  origin: string,
  { verifier }: PresentationRequest["scope"],
  entry: ProgrammeEntry | undefined,
): boolean {
  return new URL(origin).hostname === verifier || lists(entry?.askers, origin);
}

function lists(origins: readonly string[] | undefined, origin: string): boolean {
  return origins?.includes(origin) === true;
}

/** The asking page's origin in the one spelling that browsers give it. @throws AskerMismatchError for anything else */
function readOrigin(askedBy: unknown): string {
  if (typeof askedBy === "string" && URL.canParse(askedBy) && new URL(askedBy).origin === askedBy) return askedBy;
  throw new AskerMismatchError({ path: "askedBy", expected: "the asking page's origin, or { responseUri }" });
}

/** The clock of these options, or the device's. */
export function clockOf(options: Pick<OpenRequestOptions, "clock">): () => number {
  const { clock = () => Date.now() / 1000 } = own(options);
  if (typeof clock !== "function") throw new InvalidInputError({ path: "clock", expected: "a function" });
  return clock;
}

/** @throws RequestTimeError when a request is over */
export function checkEnd({ expiresAtSeconds }: PresentationRequest, nowSeconds: number): void {
  if (expiresAtSeconds > nowSeconds) return;
  throw new RequestTimeError({
    path: "expiresAtSeconds",
    expected: "an end that is still to come",
    received: String(expiresAtSeconds),
  });
}

/** What the wallet's own clock says. */
function checkClock(
  request: PresentationRequest,
  {
    nowSeconds,
    allowAsOf,
    crossDevice,
  }: { readonly nowSeconds: number; readonly allowAsOf: boolean; readonly crossDevice: boolean },
): void {
  const { expiresAtSeconds, asOfSeconds } = request;
  const refuse = (path: string, expected: string, received: string | number): never => {
    throw new RequestTimeError({ path, expected, received: String(received) });
  };
  // Milliseconds would be a year beyond 50,000.
  if (!(nowSeconds < 1e11)) refuse("clock", "seconds since the epoch", nowSeconds);
  checkEnd(request, nowSeconds);
  if (expiresAtSeconds > nowSeconds + DAY_SECONDS + SKEW_SECONDS)
    refuse("expiresAtSeconds", "an end within a day", expiresAtSeconds);
  if (crossDevice && expiresAtSeconds > nowSeconds + CROSS_DEVICE_SECONDS)
    refuse("expiresAtSeconds", "an end within two minutes, as it comes from another device", expiresAtSeconds);
  const grid = parseGrid(request.grid);
  const today = parseDate(request.today, "today");
  if (asOfSeconds === undefined) {
    const here = dayOf(grid, nowSeconds);
    if (Math.abs(dayNumber(today) - dayNumber(here)) > 1)
      refuse("today", `${formatDate(here)}, or a day beside it`, request.today);
    return;
  }
  if (!allowAsOf)
    throw new AsOfRefusedError({ path: "asOfSeconds", expected: "a request about today", received: request.today });
  if (asOfSeconds > nowSeconds + SKEW_SECONDS) refuse("asOfSeconds", "an instant in the past", asOfSeconds);
  const then = formatDate(dayOf(grid, asOfSeconds));
  if (request.today !== then) refuse("today", `${then}, the day of asOfSeconds`, request.today);
}

/** Whether nobody but the holder is paid on a chain. @throws RecipientNotConfirmedError */
function checkRecipient(
  { scope, recipient }: PresentationRequest,
  {
    ownAddresses,
    confirmedRecipient,
    crossDevice,
  }: {
    readonly ownAddresses: readonly string[];
    readonly confirmedRecipient: string | undefined;
    readonly crossDevice: boolean;
  },
): boolean {
  const refuse = (expected: string): never => {
    throw new RecipientNotConfirmedError({ path: "recipient", expected, received: recipient ?? "nothing" });
  };
  const isOnChain = scope.chainId !== undefined;
  // Addresses are written with capitals too (EIP-55); a case number is what it is.
  const isConfirmed =
    recipient !== undefined && (isOnChain ? confirmedRecipient?.toLowerCase() : confirmedRecipient) === recipient;
  const isOwn = !isOnChain || ownAddresses.some((address) => address.toLowerCase() === recipient);
  if (crossDevice && !isConfirmed) refuse("a recipient that the holder has confirmed, as it comes from another device");
  if (!isOwn && !isConfirmed) refuse("an address of the holder, or one that the holder has confirmed in full");
  return isOwn;
}

/**
 * The question that a request asks, to be kept by the wallet when it is answered.
 *
 * @example
 * await wallet.rememberQuestion(questionOf(opened.request));
 */
export function questionOf(request: PresentationRequest): AnsweredQuestion {
  const { scope, policyHash, today, period } = ownWith(request, "scope");
  return { verifier: scope.verifier, programme: scope.programme, policyHash, today, period };
}

/**
 * Questions of the same verifier that tell it more than this one would: of other policies, whatever the programme, and of
 * this policy for other days of one period. The same policy in another period is how a programme goes on.
 */
function countOthers(request: PresentationRequest, answered: readonly AnsweredQuestion[]): number {
  const asked = questionOf(request);
  const others = answered.filter(
    ({ verifier, policyHash, today, period }) =>
      verifier === asked.verifier &&
      (policyHash !== asked.policyHash || (period === asked.period && today !== asked.today)),
  );
  return new Set(others.map(({ policyHash, today, period }) => `${policyHash} ${today} ${period}`)).size;
}

function noticesOf(
  request: PresentationRequest,
  { policy, otherQuestions = 0 }: { readonly policy: Policy; readonly otherQuestions: number | undefined },
): readonly RequestNotice[] {
  const titles = typeof policy.title === "string" ? { title: policy.title } : policy.title;
  const shown = Object.entries({ ...titles, recipient: request.recipient ?? "" });
  return [
    ...(otherQuestions === 0
      ? []
      : [
          {
            kind: "other-questions" as const,
            count: otherQuestions,
            text: `This verifier has asked you ${otherQuestions} other question${otherQuestions === 1 ? "" : "s"}. Answers together can tell more than each of them.`,
          },
        ]),
    ...(request.asOfSeconds === undefined
      ? []
      : [
          {
            kind: "as-of" as const,
            day: request.today,
            text: `The request is not about today: it asks what was so on ${request.today}.`,
          },
        ]),
    ...shown.flatMap(([path, text]) => {
      const scripts = mixedScripts(text);
      return scripts.length === 0
        ? []
        : [
            {
              kind: "mixed-scripts" as const,
              path,
              scripts,
              text: `"${text}" has ${scripts.join(" and ")} letters, some of which look alike.`,
            },
          ];
    }),
  ];
}

/**
 * Somebody else asks than the request names, or the answer goes to an address that is not its: a request that was taken
 * from another site, or a site that asks for another's programme.
 *
 * What to do: do not answer. A portal that asks under several origins has them listed by the registry.
 */
export class AskerMismatchError extends /* @__PURE__ */ refusal(
  "ASKER_MISMATCH",
  "AskerMismatchError",
  "The request is not of the party that asks",
) {}

/**
 * Programme, grid of periods, number of claims, chain or contract of a request are not those of its policy or of the
 * registry's entry for the programme.
 *
 * What to do: do not answer; tell the portal.
 */
export class ProgrammeMismatchError extends /* @__PURE__ */ refusal(
  "PROGRAMME_MISMATCH",
  "ProgrammeMismatchError",
  "The request does not fit its programme",
) {}

/**
 * The day or the end of a request does not fit the clock of the holder's device.
 *
 * What to do: check the device's clock; ask the portal for a new request.
 */
export class RequestTimeError extends /* @__PURE__ */ refusal(
  "REQUEST_TIME_WRONG",
  "RequestTimeError",
  "The request does not fit the clock",
) {}

/**
 * The request is about a day in the past, which the holder has not agreed to.
 *
 * What to do: show the holder which day it is about; open it again with `allowAsOf` when she agrees.
 */
export class AsOfRefusedError extends /* @__PURE__ */ refusal(
  "AS_OF_REFUSED",
  "AsOfRefusedError",
  "The request is about a day in the past",
) {}

/**
 * A claim on a chain would be paid to an address that is none of the holder's, or a request from another device names
 * somebody whom the holder has not confirmed.
 *
 * What to do: show the whole recipient; open the request again with `confirmedRecipient` when the holder has compared it.
 */
export class RecipientNotConfirmedError extends /* @__PURE__ */ refusal(
  "RECIPIENT_NOT_CONFIRMED",
  "RecipientNotConfirmedError",
  "The holder has not confirmed the recipient",
) {}
