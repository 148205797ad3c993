/** The way to the office's desk, which is a service at an address of its own: whom to offer a credential, and the key. */
import { longDate } from "./claims.ts";
import { TEXTS as SCREENS } from "./messages/index.ts";
import { actions, call, h, h1, lead, linkButton, p, show, startRoutes, summary, t, table } from "./ui.ts";

const TEXTS = SCREENS.office;

interface Demonstration {
  readonly url: string;
  readonly key: string;
  readonly people: readonly { readonly number: string; readonly name: string; readonly born: string }[];
}

async function draw(): Promise<void> {
  const { url, key, people } = await call<Demonstration>("/office/api/demonstration");
  show(
    h1(t(TEXTS.title)),
    lead(t(TEXTS.lead)),
    summary([[t(TEXTS.key), h("code", { id: "clerk-key" }, key)]]),
    p(t(TEXTS.keyText)),
    actions(linkButton(t(TEXTS.desk), `${url}/desk`), linkButton(t(TEXTS.assisted), "/wallet?assisted", "secondary")),
    table(
      t(TEXTS.people),
      [t(TEXTS.number), t(TEXTS.person), t(TEXTS.born)],
      people.map(({ number, name, born }) => [number, name, longDate(born)]),
    ),
  );
}

startRoutes({ name: TEXTS.name }, { "": draw });
