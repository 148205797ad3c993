import { callService, qrCode } from "civicproof/components";
import { button, element, show } from "./dom.js";

function ask() {
  const label = element("label", "Date of birth");
  const input = document.createElement("input");
  Object.assign(input, { type: "date", id: "birth-date", value: "1950-02-28" });
  label.htmlFor = input.id;
  const problem = element("p", "");
  problem.setAttribute("role", "alert");
  const give = async () => {
    try {
      const body = { birthDate: input.value };
      const read = ({ code }) => code;
      offer(await callService("/api/offers", { method: "POST", body, read }));
    } catch {
      problem.textContent = "That did not work. Check the date and try again.";
    }
  };
  show(element("h1", "Give a credential"), label, input, problem, button("Give the credential", give));
}

function offer(code) {
  const address = `/wallet#offer=${code}`;
  const link = element("a", "Open the wallet on this device");
  link.href = address;
  const shown = element("p", code);
  shown.id = "code";
  show(
    element("h1", "Show this code to the person"),
    qrCode(location.origin + address, `QR code with the code ${code}`),
    shown,
    link,
    button("Another person", ask),
  );
}

ask();
