/** The benefit portal's privacy notice: what is kept, for how long, who to ask. A deployment takes it from its assessment. */
import { TEXTS as SCREENS } from "./messages/index.ts";
import { h1, h2, lines, link, list, p, show, startApp, t } from "./ui.ts";

const TEXTS = SCREENS.privacy;

void startApp({
  name: TEXTS.name,
  draw: () =>
    show(
      h1(t(TEXTS.title)),
      h2(t(TEXTS.kept)),
      list(lines(TEXTS.keptList)),
      h2(t(TEXTS.ask)),
      p(t(TEXTS.askText)),
      p(t(TEXTS.officer, `dpo@${location.hostname}`)),
      p(link(t(TEXTS.back), "/benefits")),
    ),
});
