/** A portal's page that asks through the Digital Credentials API. */
import { type Answered, type Asked, useStandIn } from "./stand-in-chooser.ts";

globalThis.portalPage = {
  useStandIn,
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
