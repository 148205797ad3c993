/** The circuits that a policy can be compiled for, smallest first (protocol P-12). */

export type CircuitName = "age" | "residency" | "eligibility";

export interface CircuitShape {
  readonly rangeSlots: number;
  readonly setSlots: number;
  readonly clauses: number;
}

export const CIRCUIT_SHAPES: Readonly<Record<CircuitName, CircuitShape>> = {
  age: { rangeSlots: 1, setSlots: 0, clauses: 1 },
  residency: { rangeSlots: 1, setSlots: 1, clauses: 1 },
  eligibility: { rangeSlots: 6, setSlots: 2, clauses: 4 },
};
