/** The first page: what to do in which order. */
import { TEXTS as SCREENS } from "./messages/index.ts";
import { h, h1, h2, lead, link, list, p, show, startApp, t } from "./ui.ts";

const TEXTS = SCREENS.home;

void startApp({
  name: TEXTS.name,
  draw: () =>
    show(
      h1(t(TEXTS.title)),
      lead(t(TEXTS.lead)),
      h2(t(TEXTS.order)),
      h(
        "ol",
        { class: "app-steps-list" },
        h("li", {}, link(t(TEXTS.office), "/office")),
        h("li", {}, link(t(TEXTS.wallet), "/wallet")),
        h("li", {}, link(t(TEXTS.benefits), "/benefits")),
        h("li", {}, link(t(TEXTS.counter), "/counter")),
      ),
      p(t(TEXTS.note)),
      h2(t(TEXTS.more)),
      list([link(t(TEXTS.playground), "/playground")]),
    ),
});
