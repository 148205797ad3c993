import { defineComponents } from "civicproof/components";
import { button, element, show } from "./dom.js";

defineComponents();

function offer() {
  show(
    element("h1", "Claim your senior pass"),
    element("p", "You prove with your wallet that you are 65 or older. We do not see your date of birth."),
    button("Claim", () => {
      location.hash = "#claim";
    }),
  );
}

function ask() {
  const request = document.createElement("civicproof-request");
  request.setAttribute("src", "/api/claims");
  request.setAttribute("heading-level", "1");
  const leave = () => {
    location.hash = "";
  };
  request.addEventListener("civicproof-stopped", leave);
  for (const slot of ["accepted", "ended"]) request.append(Object.assign(button("Back to the start", leave), { slot }));
  show(request);
}

/** The claim has an address of its own: a reload keeps it, and its reference when it is accepted. */
const draw = () => (location.hash === "#claim" ? ask() : offer());
addEventListener("hashchange", draw);
draw();
