/** Values as people write them. */
import { textIn } from "../../core/language.ts";
import { own } from "../../core/own.ts";
import { type ClaimDefinition, spokenName } from "../../credentials/credential/schema.ts";
import type { ComponentMessages } from "./messages/catalogue.ts";
import type { ShownValue } from "./wallet-setup.ts";

/** `2027-12-31` as a date in words. */
export function dayInWords(day: string, locale: string): string {
  const instant = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(instant.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(instant);
}

/** 20271231 as a date in words. */
export function packedDayInWords(day: number, locale: string): string {
  return dayInWords(String(day).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"), locale);
}

/** A claim's value: money with its currency, dates in words, yes and no. */
export function valueInWords(
  value: ShownValue,
  definition: ClaimDefinition | undefined,
  messages: ComponentMessages,
  locale: string,
): string {
  const { yes, no } = own(messages);
  if (typeof value === "boolean") return value ? yes : no;
  switch (definition?.type) {
    case "date":
    case "day":
      return dayInWords(String(value), locale);
    case "integer":
      return new Intl.NumberFormat(locale).format(BigInt(value));
    case "money": {
      const style = definition.currency === undefined ? {} : { style: "currency", currency: definition.currency };
      const format = new Intl.NumberFormat(locale, style as Intl.NumberFormatOptions);
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      return format.format(Number(value) / 10 ** (definition.currency === undefined ? 2 : digits));
    }
    default:
      return String(value);
  }
}

/** What a claim is called: what its schema calls it in this language, else its name, `annualIncome` as `Annual income`. */
export function nameInWords(name: string, definition: ClaimDefinition | undefined, language: string): string {
  const words = textIn(definition?.label, language) ?? spokenName(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
