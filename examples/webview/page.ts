/**
 * The page that a native app shows to nobody: a WebView proves, the app keeps the secrets and draws the screens. It takes
 * messages of the app and answers each of them under its number; docs/browser.md has the app's side.
 */
import { createProverWorker, type PresentationProgress } from "../../src/browser/worker/index.ts";

/** What the app sends, as JSON text. */
export interface ProveMessage {
  /** Of this message; the answer has it too. */
  readonly id: number;
  readonly request: unknown;
  /** Who really asks; see `openRequest`. */
  readonly askedBy: string | { readonly responseUri: string };
  readonly credential: unknown;
  /** Decimal. */
  readonly holderSecret: string;
  readonly snapshot: unknown;
  /** The whole status list of the credential's issuer. */
  readonly statusBits: readonly number[];
  /** Seconds since the epoch, by the app's clock. */
  readonly nowSeconds: number;
  readonly allowDevelopmentKeys?: boolean;
}

/** What the page says, as JSON text. */
export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly progress: PresentationProgress }
  | { readonly id: number; readonly presentation: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };

declare global {
  interface Window {
    /** React Native's bridge; other frameworks have one like it. */
    readonly ReactNativeWebView?: { postMessage(text: string): void };
  }
}

const say = (answer: Answer): void => window.ReactNativeWebView?.postMessage(JSON.stringify(answer));
const prover = createProverWorker({ worker: () => new Worker("prover.worker.js", { type: "module" }) });
const manifest = fetch("artifacts/manifest.json").then((response) => response.json());

async function prove(message: ProveMessage): Promise<unknown> {
  const { request, askedBy, nowSeconds, holderSecret, statusBits, allowDevelopmentKeys = false } = message;
  return prover.createPresentation({
    credential: message.credential,
    holderSecret: BigInt(holderSecret) as never,
    request: await prover.openRequest(request, { askedBy, clock: () => nowSeconds }),
    registry: { snapshot: message.snapshot, statusBits: Uint8Array.from(statusBits) },
    artifacts: {
      manifest: await manifest,
      baseUrl: new URL("artifacts/", location.href).href,
      allowDevelopmentKeys,
    },
    onProgress: (progress) => say({ id: message.id, progress }),
  });
}

async function take(text: unknown): Promise<void> {
  if (typeof text !== "string") return;
  const message = JSON.parse(text) as ProveMessage;
  const { id } = message;
  try {
    say({ id, presentation: await prove(message) });
  } catch (error) {
    const { code = "UNKNOWN", message: words = String(error) } = error as { code?: string; message?: string };
    say({ id, error: { code, message: words } });
  }
}

// Android's WebView gives messages to the document, others to the window.
for (const target of [window, document])
  target.addEventListener("message", (event) => void take((event as MessageEvent).data));
say({ ready: true });
