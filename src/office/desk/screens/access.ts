/** API keys, and who is signed in. */
import { type Child, h } from "../../../browser/components/dom.ts";
import type { Role } from "../calls.ts";
import { actions, button, type Desk, done, field, fill, form, lead, note, select, table, textInput } from "../parts.ts";

interface Listed {
  readonly keys: readonly { readonly name: string; readonly role: Role; readonly madeAt: number }[];
  readonly sessions: readonly { readonly name: string; readonly roles: readonly Role[]; readonly expiresAt: number }[];
}

export async function accessScreen(desk: Desk, said?: (m: Desk["m"]) => string): Promise<void> {
  const { keys } = await desk.call<Pick<Listed, "keys">>("desk/keys");
  const { sessions } = await desk.call<Pick<Listed, "sessions">>("desk/sessions");
  const end =
    (path: string, options: { method: "POST" | "DELETE"; body?: unknown }, text: (m: Desk["m"]) => string) => () =>
      desk.attempt(async () => {
        await desk.call(path, options);
        await accessScreen(desk, text);
      });
  const draw = (error?: string) => (): readonly Child[] => {
    const { m } = desk;
    const { access } = m;
    const name = textInput("name", { maxlength: "64" });
    const role = select("role", Object.entries(m.roles));
    const submit = (): unknown => {
      if (!/^[A-Za-z0-9._-]{1,64}$/.test(name.value)) return desk.show("access", draw(access.nameHint));
      const body = { name: name.value, role: role.value };
      void desk.attempt(async () => showKey(desk, await desk.call("desk/keys", { method: "POST", body })));
    };
    const keyRows = keys.map((key): readonly Child[] => [
      key.name,
      m.roles[key.role],
      desk.instant(key.madeAt),
      button(
        access.end,
        end(`desk/keys/${key.name}`, { method: "DELETE" }, ({ access: { ended } }) => fill(ended, { name: key.name })),
        "danger",
        key.name,
      ),
    ]);
    const sessionRows = sessions.map((each): readonly Child[] => [
      each.name,
      each.roles.map((one) => m.roles[one]).join(", "),
      desk.instant(each.expiresAt),
      button(
        m.signOut,
        end("desk/sessions/end", { method: "POST", body: { name: each.name } }, ({ access: { signedOut } }) =>
          fill(signedOut, { name: each.name }),
        ),
        "danger",
        each.name,
      ),
    ]);
    const heads = [access.name, access.role];
    return [
      desk.heading(access.title),
      said !== undefined && done(said(m)),
      desk.section(access.keys),
      h("p", {}, access.keysLead),
      table(access.keys, [...heads, access.since, access.end], keyRows),
      form(
        submit,
        field(access.name, name, { hint: access.nameHint, error }),
        field(access.role, role),
        actions(h("button", {}, access.make)),
      ),
      desk.section(access.sessions),
      h("p", {}, access.sessionsLead),
      sessions.length === 0
        ? h("p", {}, access.none)
        : table(access.sessions, [...heads, access.until, m.signOut], sessionRows),
    ];
  };
  desk.show("access", draw());
}

function showKey(desk: Desk, { name, key }: { readonly name: string; readonly key: string }): void {
  desk.show("access-made", () => {
    const { access } = desk.m;
    return [
      desk.heading(fill(access.made, { name })),
      lead(access.madeText),
      note("", h("p", { class: "number", id: "key" }, key)),
      actions(button(access.title, () => desk.go("access"))),
    ];
  });
}
