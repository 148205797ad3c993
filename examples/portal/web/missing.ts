/** The page for an address that nobody knows. */
import { TEXTS as SCREENS } from "./messages/index.ts";
import { actions, h1, linkButton, p, show, startApp, t } from "./ui.ts";

const TEXTS = SCREENS.missing;

void startApp({
  name: TEXTS.name,
  draw: () => show(h1(t(TEXTS.title)), p(t(TEXTS.text)), actions(linkButton(t(TEXTS.start), "/"))),
});
