/** The page of the components' tests: the elements as an application uses them, plain or through React. */
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { defineComponents } from "../../src/browser/components/index.ts";
import { CivicproofRequest } from "../../src/browser/components/react.ts";

const main = document.querySelector("main")!;
const heard: string[] = [];
Object.assign(globalThis, { heard });
for (const type of ["civicproof-progress", "civicproof-stopped", "civicproof-go"])
  main.addEventListener(type, (event) => heard.push(`${type} ${JSON.stringify((event as CustomEvent).detail)}`));

const kind = new URLSearchParams(location.search).get("kind");
if (kind === "react") {
  const onProgress = ({ state }: { state: string }): void => void heard.push(`react ${state}`);
  createRoot(main).render(createElement(CivicproofRequest, { src: "/claims", headingLevel: 1, onProgress }));
} else {
  defineComponents();
  const element = document.createElement(kind === "wallet" ? "civicproof-wallet" : "civicproof-request");
  element.setAttribute("heading-level", "1");
  if (kind !== "wallet") element.setAttribute("src", "/claims");
  main.append(element);
}
