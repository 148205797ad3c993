/** A wallet's page: it checks who asks, by the certificate and by what the browser says, and answers encrypted. */
import { describeRequest } from "../../src/holder.ts";
import { openDigitalRequest, readAnchors } from "../../src/presentation/openid/index.ts";

declare global {
  /** The test's: the authority that this wallet trusts, and a proof without a prover. */
  function anchorOf(): Promise<string>;
  function prove(request: object): Promise<object>;
}

addEventListener("message", async ({ data, origin, source }) => {
  const reply = (answer: object) => (source as Window).postMessage(answer, origin);
  try {
    const options = { anchors: await readAnchors([await anchorOf()]), nowSeconds: Date.now() / 1_000, origin };
    const opened = await openDigitalRequest(data, options);
    const { request } = describeRequest(opened.request, { askedBy: origin });
    reply(await opened.respond(await prove(request)));
  } catch (error) {
    reply({ code: (error as { code?: string }).code ?? String(error) });
  }
});
parent.postMessage("ready", "*");
