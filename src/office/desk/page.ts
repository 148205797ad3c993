/** The desk's page: one element, which draws everything. */
import { DeskElement } from "./desk.ts";

customElements.define("civicproof-desk", DeskElement);
