/** The wallet's camera screen: a code of an office or a portal, seen by the camera or in a picture. */

import { TEXTS as SCREENS } from "./messages/index.ts";
import { readPicture, watchCamera } from "./scan.ts";
import { actions, button, currentTurn, failureTexts, goTo, h, h1, show, t } from "./ui.ts";
import { isOfferLink } from "./wallet-flow.ts";

const TEXTS = SCREENS.walletScan;

export async function drawScan(): Promise<void> {
  const video = h("video", { class: "app-video", muted: true, playsinline: true, "aria-label": t(TEXTS.camera) });
  const message = h("p", { class: "app-body", role: "status" });
  const follow = (text: string | undefined): void => {
    const found = /#request=[0-9A-Z]{4}-[0-9A-Z]{4}$/.exec(text ?? "");
    if (isOfferLink(text ?? "")) goTo(`#offer=${encodeURIComponent(text!)}`);
    else if (found !== null) goTo(found[0]);
    else message.textContent = failureTexts().notFound.title;
  };
  const picture = h("input", {
    class: "app-file-upload",
    type: "file",
    id: "picture",
    accept: "image/*",
    onchange: async (event: Event) => follow(await readPicture((event.target as HTMLInputElement).files?.[0])),
  });
  show(
    h1(t(TEXTS.camera)),
    video,
    message,
    h(
      "div",
      { class: "app-form-group" },
      h("label", { class: "app-label", for: "picture" }, t(TEXTS.picture)),
      picture,
    ),
    actions(button(t(TEXTS.cancel), () => goTo(""), "secondary")),
  );
  const turn = currentTurn();
  const watch = new AbortController();
  addEventListener("hashchange", () => watch.abort(), { once: true });
  await watchCamera(video, watch.signal).then(
    (text) => {
      if (text !== undefined && turn === currentTurn()) follow(text);
    },
    () => {
      message.textContent = t(TEXTS.noCamera);
    },
  );
}
