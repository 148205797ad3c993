/** What a holder is told about being recognised and about keeping: what the request says, and what the portal declares. */
import { parseGrid } from "../../../src/core/period-grid.ts";
import type { PresentationRequest } from "../../../src/holder.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { language, t } from "./ui.ts";

export interface PrivacyNotice {
  /** Who can connect this claim with what. */
  readonly linked: readonly string[];
  /** What is kept, and for how long. */
  readonly kept: readonly string[];
}

/** What a portal declares beside its request; nobody has signed it. */
export interface DeclaredKeeping {
  /** Days for which nullifiers are kept. */
  readonly markDays?: number;
  /** Days for which proofs are kept; 0 when they are checked and dropped. */
  readonly proofDays?: number;
}

const TEXTS = SCREENS.privacy;

/** The notice for a request. What neither the request nor the portal says is not stated, and never guessed. */
export function privacyNotice(
  { grid, period, recipient }: Pick<PresentationRequest, "grid" | "period" | "recipient">,
  { markDays, proofDays }: DeclaredKeeping = {},
): PrivacyNotice {
  return {
    linked: [
      periodText(grid, period),
      ...(recipient === undefined ? [] : [t(TEXTS.recipient, recipient)]),
      t(TEXTS.office),
    ],
    kept: [
      markDays === undefined ? t(TEXTS.markNotStated) : t(TEXTS.markDays, markDays),
      proofDays === undefined
        ? t(TEXTS.proofNotStated)
        : proofDays === 0
          ? t(TEXTS.proofNotKept)
          : t(TEXTS.proofDays, proofDays),
    ],
  };
}

/** @param period its first day, YYYYMMDD */
function periodText(grid: string, period: number): string {
  const { kind } = parseGrid(grid);
  const [year, day] = [Math.floor(period / 10_000), period % 10_000];
  if (kind === "once") return t(TEXTS.once);
  if (kind === "year" && day === 101) return t(TEXTS.year, year);
  const dates = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeZone: "UTC" });
  return t(TEXTS.period, dates.format(Date.UTC(year, Math.floor(day / 100) - 1, day % 100)));
}
