/**
 * Chromium's own chooser of digital credentials offers wallets of phones, which there are none of here: a stand-in for it
 * shows the wallet's page in a frame, and the browser tells that page who asks.
 */
export interface Asked {
  readonly digital: { readonly requests: readonly [{ readonly protocol: string; readonly data: object }] };
}
export interface Answered {
  readonly protocol: string;
  readonly data: Record<string, string>;
}

/** Takes the place of `navigator.credentials.get`. */
export function useStandIn(walletPage: string): void {
  const get = (asked: Asked): Promise<Answered> =>
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
  Object.defineProperty(navigator.credentials, "get", { value: get });
}
