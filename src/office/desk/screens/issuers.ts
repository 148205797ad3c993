/** Issuer keys, as they stand. */
import { type Child, h } from "../../../browser/components/dom.ts";
import { type Desk, lead, mark, table } from "../parts.ts";

interface Issuer {
  readonly issuerIndex: number;
  readonly publicKey: string;
  readonly state: keyof Desk["m"]["issuers"]["states"];
  readonly since: number;
  readonly live: number;
  readonly lastDay?: string | null;
}

export async function issuersScreen(desk: Desk): Promise<void> {
  const { issuers } = await desk.call<{ issuers: readonly Issuer[] }>("desk/issuers");
  desk.show("issuers", () => {
    const { m } = desk;
    const text = m.issuers;
    const rows = issuers.map(({ issuerIndex, publicKey, state, since, live, lastDay }): readonly Child[] => [
      h("span", {}, `${issuerIndex} `, mark(publicKey)),
      text.states[state],
      desk.instant(since),
      String(live),
      lastDay ? desk.day(lastDay) : "",
    ]);
    return [
      desk.heading(text.title),
      lead(text.lead),
      table(text.title, [text.key, text.state, m.access.since, text.live, text.last], rows),
    ];
  });
}
