export function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

export function button(text, onclick) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", onclick);
  return made;
}

/** Shows a screen and starts at its top. */
export function show(...children) {
  document.querySelector("main").replaceChildren(...children);
  scrollTo(0, 0);
}
