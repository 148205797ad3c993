export function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** A box with a title of its own. */
export function card(title, ...lines) {
  const made = document.createElement("section");
  made.className = "card";
  made.append(element("h2", title), ...lines.map((line) => element("p", line)));
  return made;
}

export function button(text, onclick) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", onclick);
  return made;
}

const name = document.title;
let isFirst = true;

/** Shows a screen and starts at its top, where screen readers go on as well. */
export function show(...children) {
  const main = document.querySelector("main");
  main.replaceChildren(...children);
  const title = main.querySelector("h1");
  if (title !== null) {
    document.title = `${title.textContent} – ${name}`;
    title.tabIndex = -1;
    if (!isFirst) title.focus();
  }
  isFirst = false;
  scrollTo(0, 0);
}
