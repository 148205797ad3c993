/** The city's claims in words: names as people say them, money, dates, districts by their names. */
import { dayInWords, type ShownValue } from "../../../src/browser/components/index.ts";
import districtList from "../../data/districts.json" with { type: "json" };
import { TEXTS } from "./messages/index.ts";
import { locale, t } from "./ui.ts";

const { claims: LABELS, yesNo: YES_NO } = TEXTS;

export const longDate = (day: string): string => dayInWords(day, locale());

/** Cents as euros. */
export function euros(cents: number): string {
  const isWhole = cents % 100 === 0;
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency: "EUR",
    ...(isWhole ? { maximumFractionDigits: 0 } : {}),
  }).format(cents / 100);
}

/** `90201` as `Vienna, Leopoldstadt`; a code that the list lacks stays as it is. */
export function districtName(code: string): string {
  const found = districtList.districts.find((each) => each.code === code);
  return found === undefined ? code : `${t(TEXTS.vienna)}, ${found.name}`;
}

/** A claim's name and value in words. */
export function claimInWords(name: string, value: ShownValue): readonly [name: string, value: string] {
  const label = Object.hasOwn(LABELS, name) ? t(LABELS[name as keyof typeof LABELS]) : name;
  if (typeof value === "boolean") return [label, t(YES_NO[`${value}`])];
  if (name === "district") return [label, districtName(String(value))];
  if (name === "annualIncome") return [label, euros(Number(value))];
  if (name === "birthDate" || name === "residentSince") return [label, longDate(String(value))];
  return [label, String(value)];
}
