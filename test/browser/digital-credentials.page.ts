/**
 * A portal's page that asks through the Digital Credentials API. Chromium's own chooser offers wallets of phones, which
 * there are none of here: a stand-in for it shows the wallet's page in a frame, and the browser tells that page who asks.
 */
export interface Asked {
  readonly digital: { readonly requests: readonly [{ readonly protocol: string; readonly data: object }] };
}
export interface Answered {
  readonly protocol: string;
  readonly data: Record<string, string>;
}

/** Takes the place of `navigator.credentials.get`. */
function standIn(walletPage: string): (asked: Asked) => Promise<Answered> {
  return (asked) =>
    new Promise((resolve, reject) => {
      const frame = document.createElement("iframe");
      const { origin } = new URL(walletPage);
      addEventListener("message", ({ data, origin: from, source }) => {
        if (from !== origin || source !== frame.contentWindow) return;
        if (data === "ready") frame.contentWindow!.postMessage(asked.digital.requests[0], origin);
        else if (data.code === undefined) resolve(data as Answered);
        else reject(Object.assign(new Error(data.code as string), { name: "WalletError" }));
      });
      frame.src = walletPage;
      document.body.append(frame);
    });
}

globalThis.portalPage = {
  useStandIn(walletPage) {
    Object.defineProperty(navigator.credentials, "get", { value: standIn(walletPage) });
  },
  async claim(service, id) {
    const asked = (await (await fetch(`${service}/requests/${id}/digital-credential`)).json()) as Asked;
    const credential = (await navigator.credentials.get(asked as never)) as unknown as Answered;
    const body = new URLSearchParams(credential.data);
    const answer = await fetch(`${service}/responses`, { method: "POST", body });
    return (await answer.json()) as Record<string, unknown>;
  },
};
declare global {
  var portalPage: {
    useStandIn(walletPage: string): void;
    claim(service: string, id: string): Promise<Record<string, unknown>>;
  };
}
