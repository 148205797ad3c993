import { defineComponents } from "civicproof/components";
import { button, element, show } from "./dom.js";

defineComponents();

function offer() {
  show(
    element("h1", "Claim your senior pass"),
    element("p", "You prove with your wallet that you are 65 or older. We do not see your date of birth."),
    button("Claim", ask),
  );
}

function ask() {
  const request = document.createElement("civicproof-request");
  request.setAttribute("src", "/api/claims");
  request.setAttribute("heading-level", "1");
  request.addEventListener("civicproof-stopped", offer);
  show(request);
}

offer();
