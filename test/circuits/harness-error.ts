/** A test or its tools ask for something that this circuit can't give: it says nothing about the circuit's constraints. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
}
