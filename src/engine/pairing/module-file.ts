/** The pairing's module as a file, for platforms that take WebAssembly from files only. */
import { isBytes } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { sha256 } from "../../core/sha256.ts";
import { compileFormulas } from "./compile.ts";
import { createFastMachine, shareMachine } from "./machine.ts";

/** A custom section (WebAssembly core specification §5.5.3) with the SHA-256 of what stands before it. */
const SECTION = "civicproof";

/** The bytes of `civicproof/verifier.wasm`. */
export function moduleFile(): Uint8Array {
  const bytes = compileFormulas();
  const hash = sha256(bytes);
  const name = new TextEncoder().encode(SECTION);
  const content = [name.length, ...name, ...hash];
  return Uint8Array.from([...bytes, 0, content.length, ...content]);
}

/**
 * Has proofs verified with this module: `civicproof/verifier.wasm`, where the platform refuses to compile WebAssembly from
 * bytes, such as Cloudflare Workers. Without it plain integers are used there, some five times slower. To be called before
 * anything is verified.
 *
 * @throws InvalidInputError for anything but the module of this version, and after the first verification
 * @example
 * import module from "civicproof/verifier.wasm";
 * useVerifierModule(module);
 */
export function useVerifierModule(module: WebAssembly.Module): void {
  const refuse = (expected: string): never => {
    throw new InvalidInputError({ path: "module", expected });
  };
  let section: ArrayBuffer | undefined;
  try {
    [section] = WebAssembly.Module.customSections(module, SECTION);
  } catch {
    refuse("a WebAssembly.Module, as a platform makes it of civicproof/verifier.wasm");
  }
  const hash = section === undefined ? undefined : new Uint8Array(section);
  const own = sha256(compileFormulas());
  if (!isBytes(hash) || hash.length !== own.length || hash.some((byte, i) => byte !== own[i]))
    refuse("civicproof/verifier.wasm of the same version");
  if (!shareMachine(createFastMachine(module))) refuse("a call before anything is verified");
}
