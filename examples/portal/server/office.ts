/** The registry office: knows its residents, hands out credentials over a counter, revokes them. */
import { randomBytes, randomInt } from "node:crypto";
import {
  type ClaimRecord,
  type Credential,
  createStatement,
  createStatusRegistry,
  DEFAULT_INTERVAL_SECONDS,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  issueCredential,
  parseSchema,
  proveIssuerKey,
  type RegistryStatement,
  type StatusRegistry,
  schemaId,
  toHolderCommitment,
} from "../../../src/issuer.ts";
import schemaJson from "../../policies/schema.json" with { type: "json" };

export const SCHEMA = parseSchema(schemaJson);

/** Somebody in the civil registry. Nobody here exists. */
export interface Resident {
  readonly id: string;
  readonly name: string;
  readonly claims: ClaimRecord;
}

const RESIDENTS: readonly Resident[] = [
  resident("R-1042", "Marta Novak", "1954-03-12", "90201", "2009-05-01", 1, 1_654_000, false, false),
  resident("R-1387", "Jonas Weber", "2009-09-30", "91001", "2015-02-14", 4, 5_210_000, false, true),
  resident("R-2210", "Amira Haddad", "1991-11-05", "90701", "2021-09-21", 2, 6_480_000, false, false),
  resident("R-2954", "Paul Steiner", "1978-06-18", "92201", "2018-01-08", 3, 3_105_000, true, false),
];

function resident(
  id: string,
  name: string,
  birthDate: string,
  district: string,
  residentSince: string,
  householdSize: number,
  annualIncome: number,
  disabled: boolean,
  student: boolean,
): Resident {
  return { id, name, claims: { birthDate, district, residentSince, householdSize, annualIncome, disabled, student } };
}

/** Why a credential is revoked at the counter; the register of the office keeps it. */
export const REVOCATION_REASONS = ["moved", "deceased", "lost", "mistake"] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** What the office's screen shows of a resident's credential. */
export type CredentialState = "none" | "valid" | "revoked";

/** An offer is worth one credential, to whoever types its code within ten minutes. */
interface Offer {
  readonly residentId: string;
  readonly expiresAtSeconds: number;
  redeemed: boolean;
}

interface Issued {
  readonly statusIndex: number;
  readonly commitment: string;
  readonly claimsFrom: number;
  revoked: boolean;
}

/** Statements that the portal gets to see. */
const MAX_SHOWN = 200;

export interface Preview {
  readonly issuer: string;
  readonly issuerKey: string;
  readonly claims: ClaimRecord;
  readonly definitions: typeof SCHEMA.claims;
  readonly validFrom: string;
  readonly validUntil: string;
}

export interface Office {
  readonly registry: StatusRegistry;
  /**
   * What the portal accepts. Nobody who tries this out waits for the full hour, so here a revocation shows at once; an
   * office of the real world publishes once an hour, with `publishRegistry`.
   */
  readonly statements: () => readonly RegistryStatement[];
  readonly residents: () => readonly (Resident & { readonly state: CredentialState; readonly claimsFrom?: number })[];
  /** A code for the counter's screen; undefined for a stranger. */
  readonly offer: (residentId: string) => string | undefined;
  /** What the wallet shows before it takes the credential; undefined for an unknown or used code. */
  readonly preview: (code: string) => Preview | undefined;
  readonly offerState: (code: string) => "open" | "redeemed" | "unknown";
  /** Issues over the wallet's commitment; the secret stays in the wallet. Undefined for an unknown or used code. */
  readonly redeem: (code: string, commitment: unknown) => Credential | undefined;
  readonly revoke: (residentId: string, reason: RevocationReason) => boolean;
}

const OFFER_SECONDS = 600;

/** Sheets of paper are good for a day, and made under roots that are good for two hours. */
const OLD_ROOTS_SECONDS = 86_400 + 7_200;
/** UTC+14, where a day is over first. */
const LATEST_ZONE_SECONDS = 14 * 3_600;

/** The first day, YYYYMMDD, on which nothing counts any more that a revocation of now is not in (protocol P-52). */
function firstFreshDay(nowSeconds: number): number {
  const statementSeconds = Math.ceil(nowSeconds / 3_600) * 3_600;
  const last = new Date((statementSeconds + OLD_ROOTS_SECONDS + LATEST_ZONE_SECONDS - 1) * 1000);
  last.setUTCDate(last.getUTCDate() + 1);
  return Number(last.toISOString().slice(0, 10).replaceAll("-", ""));
}

/** Opens an office whose keys live as long as the process. */
export function openOffice(now: () => number): Office {
  const issuerKey = generatePrivateKey();
  const publicKey = derivePublicKey(issuerKey);
  const registry = createStatusRegistry({ id: randomBytes(32).toString("hex") });
  const reason = (reasonCode: "issuer-added" | "other:new-wallet" | `other:${RevocationReason}`) => ({
    timeSeconds: now(),
    actor: "registry-office",
    reasonCode,
  });
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
  const trust = { schemas: [schemaId(SCHEMA)], possession };
  const issuerIndex = registry.addIssuer(encodePublicKey(publicKey), trust, reason("issuer-added"));
  let shown: readonly RegistryStatement[] = [];
  const offers = new Map<string, Offer>();
  const issued = new Map<string, Issued>();

  const revokeLast = (residentId: string, code: "other:new-wallet" | `other:${RevocationReason}`): boolean => {
    const last = issued.get(residentId);
    if (last === undefined || last.revoked) return false;
    registry.revoke({ issuerIndex, statusIndex: last.statusIndex }, reason(code));
    last.revoked = true;
    return true;
  };

  const openOffer = (code: string): Offer | undefined => {
    const offer = offers.get(code);
    return offer === undefined || offer.redeemed || now() >= offer.expiresAtSeconds ? undefined : offer;
  };
  const claimsOf = ({ residentId }: Offer): ClaimRecord => RESIDENTS.find(({ id }) => id === residentId)!.claims;
  const validity = () => {
    const year = new Date(now() * 1000).getUTCFullYear();
    return { validFrom: `${year}-01-01`, validUntil: `${year + 1}-12-31` };
  };

  return {
    registry,
    statements() {
      const last = shown.at(-1);
      const timeSeconds = now() - (now() % DEFAULT_INTERVAL_SECONDS);
      if (last?.statusRoot !== registry.statusRoot || last.timeSeconds !== timeSeconds)
        shown = [...shown, createStatement({ registry, timeSeconds })].slice(-MAX_SHOWN);
      return shown;
    },
    residents: () =>
      RESIDENTS.map((person) => {
        const last = issued.get(person.id);
        const state = last === undefined ? "none" : last.revoked ? "revoked" : "valid";
        return { ...person, state, ...(last === undefined ? {} : { claimsFrom: last.claimsFrom }) };
      }),
    offer(residentId) {
      if (!RESIDENTS.some(({ id }) => id === residentId)) return undefined;
      const code = newCode();
      offers.set(code, { residentId, expiresAtSeconds: now() + OFFER_SECONDS, redeemed: false });
      return code;
    },
    preview(code) {
      const offer = openOffer(code);
      if (offer === undefined) return undefined;
      const issuerKey = encodePublicKey(publicKey);
      return {
        issuer: "City registry office",
        issuerKey,
        claims: claimsOf(offer),
        definitions: SCHEMA.claims,
        ...validity(),
      };
    },
    offerState(code) {
      const offer = offers.get(code);
      return offer === undefined ? "unknown" : offer.redeemed ? "redeemed" : "open";
    },
    redeem(code, commitmentText) {
      const commitment = toHolderCommitment(commitmentText);
      const offer = openOffer(code);
      if (offer === undefined) return undefined;
      const last = issued.get(offer.residentId);
      // A second wallet has a second pseudonym: it claims only in periods that begin when the first one can't claim any
      // more. A programme that one may use once ever has no such period: its office decides at the counter.
      const isNewWallet = last !== undefined && last.commitment !== String(commitment);
      const claimsFrom = isNewWallet ? Math.max(last.claimsFrom, firstFreshDay(now())) : (last?.claimsFrom ?? 0);
      revokeLast(offer.residentId, "other:new-wallet");
      const statusIndex = registry.allocateStatusIndex(issuerIndex);
      const credential = issueCredential({
        issuerKey,
        schema: SCHEMA,
        claims: claimsOf(offer),
        holderCommitment: commitment,
        registry: registry.id,
        statusIndex,
        ...validity(),
        claimsFrom,
      });
      offer.redeemed = true;
      issued.set(offer.residentId, { statusIndex, commitment: String(commitment), claimsFrom, revoked: false });
      return credential;
    },
    revoke: (residentId, why) => revokeLast(residentId, `other:${why}`),
  };
}

/** Eight characters that are hard to mistake for each other, for reading aloud: `K7QF-4MDX`. */
export function newCode(): string {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const characters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]!).join("");
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}
