/** The parts of circomlibjs 0.1.7 that the equivalence tests use as an oracle; the package has no types. */
declare module "circomlibjs" {
  /** An element of the scalar field in Montgomery form. */
  type Element = Uint8Array;
  type Point = [Element, Element];

  interface Field {
    readonly e: (value: bigint | number | string) => Element;
    readonly toObject: (element: Element) => bigint;
  }

  export function buildPoseidon(): Promise<((inputs: readonly bigint[]) => Element) & { readonly F: Field }>;

  export function buildBabyjub(): Promise<{
    readonly F: Field;
    readonly Generator: Point;
    readonly Base8: Point;
    readonly subOrder: bigint;
    readonly addPoint: (a: Point, b: Point) => Point;
    readonly mulPointEscalar: (point: Point, scalar: bigint) => Point;
    readonly inCurve: (point: Point) => boolean;
  }>;

  export function buildEddsa(): Promise<{
    readonly F: Field;
    readonly prv2pub: (privateKey: Uint8Array) => Point;
    readonly signPoseidon: (privateKey: Uint8Array, message: Element) => { readonly R8: Point; readonly S: bigint };
    readonly verifyPoseidon: (
      message: Element,
      signature: { readonly R8: Point; readonly S: bigint },
      publicKey: Point,
    ) => boolean;
  }>;
}
