/** Mistakes of the screens of an office's people. */
import type { Plant } from "./plants.ts";

const test = "test/browser/desk.test.ts";

export const DESK_PLANTS: readonly Plant[] = [
  {
    mistake: "the desk's page runs what somebody put into it",
    file: "src/office/server/desk-page.ts",
    right: "script-src 'self'; style-src 'self';",
    wrong: "script-src 'self' 'unsafe-inline'; style-src 'self';",
    test,
    title: "has a policy without anything inline, and nothing that a cache or a frame could use",
  },
  {
    mistake: "the digits stand beside the code from the beginning",
    file: "src/office/desk/screens/offer.ts",
    right: "let areDigitsShown = false;",
    wrong: "let areDigitsShown = true;",
    test,
    title: "makes an offer that a wallet takes by its picture, and sees what becomes of it",
  },
  {
    mistake: "the desk does not see that somebody guesses digits",
    file: "src/office/store/offers.ts",
    right: "Math.max(0, MAX_TRIES - row.tries)",
    wrong: "MAX_TRIES",
    test,
    title: "makes an offer that a wallet takes by its picture, and sees what becomes of it",
  },
  {
    mistake: "an offer that is over looks as if it waited",
    file: "src/office/store/offers.ts",
    right: 'state: isOver ? "expired" : row.state,',
    wrong: "state: row.state,",
    test,
    title: "sees when an offer is over",
  },
  {
    mistake: "a credential is revoked without a reason",
    file: "src/office/desk/screens/person.ts",
    right: 'if (reason.value === "")',
    wrong: 'if (reason.value === "none")',
    test,
    title: "suspends, reinstates and revokes with a reason of the list",
  },
  {
    mistake: "whoever asked for a change is offered to approve it",
    file: "src/office/desk/screens/queue.ts",
    right: "const isOwn = entry.askedBy === session.name;",
    wrong: 'const isOwn = entry.askedBy === "";',
    test,
    title: "decide: one asks, the other approves, and neither alone",
  },
  {
    mistake: "the menu offers what a role may not do",
    file: "src/office/desk/desk.ts",
    right: "PAGES[page].roles.some((role) => roles.includes(role))",
    wrong: "PAGES[page].roles.length > 0 && roles.length > 0",
    test,
    title: "goes to the provider and comes back, and signs out at both",
  },
  {
    mistake: "a page keeps the key with which somebody signed in",
    file: "src/office/desk/desk.ts",
    right: 'history.replaceState(null, "", "#");',
    wrong: 'history.replaceState(null, "", "#".concat(key));',
    test,
    title: "by key needs no provider, and a wrong key is told",
  },
  {
    mistake: "what was typed is lost when the language changes",
    file: "src/office/desk/desk.ts",
    right: "    else control.value = old.value;",
    wrong: '    else if (old.value === "") control.value = old.value;',
    test,
    title: "speaks five languages, each with every text, and keeps what was typed",
  },
  {
    mistake: "a table makes the page scroll sideways on a phone",
    file: "src/office/desk/style.ts",
    right: ".scroll { position: relative; overflow-x: auto;",
    wrong: ".scroll { inline-size: 30rem;",
    test,
    title: "makes a key, which is shown once, ends it, and ends sessions",
  },
];
