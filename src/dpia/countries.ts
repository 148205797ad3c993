/** Where a party is, as far as the rules on transfers look at it (GDPR Chapter V). */

/** Members of the European Union, and Iceland, Liechtenstein and Norway: the EEA Agreement, Annex XI, 5e. ISO 3166-1. */
const EEA = new Set([
  ...["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI"],
  ...["LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"],
]);

/** Whether a country is in the European Economic Area; whether another has an adequacy decision is for a person to look up. */
export function countryOf(code: string): "eea" | "third" {
  return EEA.has(code) ? "eea" : "third";
}
