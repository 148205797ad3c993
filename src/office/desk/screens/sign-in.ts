/** Signing in, and signing in again for a change. */
import { type Child, h } from "../../../browser/components/dom.ts";
import { DeskRefusal, type OfficeSession } from "../calls.ts";
import type { DeskMessages } from "../messages/en.ts";
import { actions, failureText, field, fill, form, lead, note, textInput } from "../parts.ts";

interface Frame {
  readonly m: DeskMessages;
  readonly show: (name: string, draw: () => readonly Child[]) => void;
  readonly heading: (text: string) => HTMLElement;
}

export function signInScreen(
  frame: Frame & {
    readonly office: OfficeSession;
    /** Why nobody is signed in: a code that the address or a call brought. */
    readonly refused: string | undefined;
    readonly withKey: (key: string) => Promise<void>;
  },
): void {
  const { m, office, refused, withKey, show, heading } = frame;
  const draw = (error?: string) => (): readonly Child[] => [
    heading(m.signIn.title),
    lead(fill(m.signIn.lead, { office: office.displayName })),
    refused !== undefined && /^[A-Z_]{1,40}$/.test(refused) && note("warn", h("p", {}, failureText(m, refused))),
    office.signIn === "provider"
      ? actions(h("a", { class: "button", href: "sign-in" }, m.signIn.provider))
      : keyForm(error),
  ];
  const keyForm = (error: string | undefined): HTMLElement => {
    const input = textInput("key", { type: "password", autocomplete: "off" });
    const submit = (): void => {
      withKey(input.value.trim()).catch((reason: unknown) => {
        const code = reason instanceof DeskRefusal ? reason.code : "unavailable";
        show("sign-in", draw(failureText(m, code)));
      });
    };
    return form(
      submit,
      field(m.signIn.key, input, { hint: m.signIn.keyHint, error }),
      actions(h("button", {}, m.signIn.keyGo)),
    );
  };
  show("sign-in", draw());
}

export function stepUpScreen({ m, show, heading }: Frame): void {
  show("step-up", () => [
    heading(m.signIn.stepUpTitle),
    note("", h("p", {}, m.signIn.stepUpText)),
    actions(h("a", { class: "button", href: "sign-in?step-up" }, m.signIn.again)),
  ]);
}
