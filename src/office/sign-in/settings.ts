/** What an office is told about its people's sign-in. */
import { InvalidInputError } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { ROLES, type Role } from "../store/keys.ts";

/** Who has which role: by the values of a claim, or person by person. */
export type RoleRule =
  | {
      /** A claim with one text or several, such as `groups`; a path for one inside another: `["realm_access", "roles"]`. */
      readonly claim: string | readonly string[];
      /** The roles of whoever has a value; others give none. */
      readonly values: Readonly<Record<string, readonly Role[]>>;
    }
  | {
      /** By the provider's stable identifier, `sub`. */
      readonly subjects: Readonly<Record<string, readonly Role[]>>;
    };

/** A provider of OpenID Connect at which the office's people sign in. */
export interface SignInSettings {
  /** The provider's issuer identifier: https, or http on this machine. */
  readonly issuer: string;
  readonly clientId: string;
  /** Read when the provider is asked first; without one the client is public and PKCE alone protects the code. */
  readonly clientSecret?: (() => Promise<string>) | undefined;
  /** `openid profile` by default. */
  readonly scope?: string | undefined;
  readonly roles: RoleRule;
  /** How the log names people; `preferred_username` by default. */
  readonly nameClaim?: string | undefined;
  /** Levels of authentication of which everybody must show one. */
  readonly acr?: readonly string[] | undefined;
  /** What every change asks for besides: that the sign-in is not older than this, and of one of these levels. */
  readonly stepUp?: { readonly maxAgeSeconds: number; readonly acr?: readonly string[] | undefined } | undefined;
  /** How long a session lasts; 8 hours by default. */
  readonly sessionSeconds?: number | undefined;
  /** How long it lasts without a call; half an hour by default. */
  readonly idleSeconds?: number | undefined;
}

const ASIDE = "https, or http on this machine";

/** @throws InvalidInputError */
export function checkSignIn({ issuer, clientId, roles, stepUp, sessionSeconds, idleSeconds }: SignInSettings): void {
  const refuse = (path: string, expected: string): never => {
    throw new InvalidInputError({ path: `signIn.${path}`, expected });
  };
  if (typeof issuer !== "string" || !URL.canParse(issuer) || !isSafeUrl(new URL(issuer))) refuse("issuer", ASIDE);
  if (typeof clientId !== "string" || clientId === "") refuse("clientId", "a text");
  const table =
    typeof roles !== "object" || roles === null ? undefined : "subjects" in roles ? roles.subjects : roles.values;
  const lists = Object.values(table ?? {});
  if (lists.length === 0) refuse("roles", "a claim with values, or subjects");
  for (const list of lists)
    if (!Array.isArray(list) || list.length === 0 || list.some((role) => !ROLES.includes(role)))
      refuse("roles", `lists of ${ROLES.join(", ")}`);
  for (const [path, value] of Object.entries({
    "stepUp.maxAgeSeconds": stepUp?.maxAgeSeconds,
    sessionSeconds,
    idleSeconds,
  }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 60)) refuse(path, "whole seconds, 60 or more");
}

/** The roles of somebody with these claims, in the order of the list of roles. */
export function rolesOf(claims: Readonly<Record<string, unknown>>, rule: RoleRule): readonly Role[] {
  const given = new Set(
    "subjects" in rule
      ? listed(rule.subjects, claims.sub)
      : [valueAt(claims, rule.claim)].flat().flatMap((value) => listed(rule.values, value)),
  );
  return ROLES.filter((role) => given.has(role));
}

/** Whether the claim that gives roles is there. */
export const hasRoleClaim = (claims: Readonly<Record<string, unknown>>, rule: RoleRule): boolean =>
  "subjects" in rule || valueAt(claims, rule.claim) !== undefined;

function listed(table: Readonly<Record<string, readonly Role[]>>, key: unknown): readonly Role[] {
  return typeof key === "string" && Object.hasOwn(table, key) ? table[key]! : [];
}

function valueAt(claims: Readonly<Record<string, unknown>>, path: string | readonly string[]): unknown {
  return [path].flat().reduce<unknown>((value, name) => {
    const isRecord = typeof value === "object" && value !== null && Object.hasOwn(value, name as string);
    return isRecord ? (value as Record<string, unknown>)[name as string] : undefined;
  }, claims);
}
