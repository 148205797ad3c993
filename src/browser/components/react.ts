/**
 * The entry point for React: both components with typed properties. React is the application's own (18 or 19).
 *
 * @module
 */
import { createElement, type ReactElement, type ReactNode, useEffect, useRef } from "react";
import type { ClaimProgress, ClaimService } from "./claim-service.ts";
import { defineComponents } from "./index.ts";
import type { RequestElement } from "./request.ts";
import type { WalletElement } from "./wallet.ts";
import type { Receipt, WalletSetup } from "./wallet-setup.ts";

interface Common {
  /** Of the screens' own headings; 2 by default. */
  readonly headingLevel?: number;
  /** What the device prefers by default. */
  readonly theme?: "light" | "dark";
  readonly lang?: string;
  /** For the slots. */
  readonly children?: ReactNode;
}

/** Properties of {@link CivicproofRequest}. */
export interface CivicproofRequestProps extends Common {
  /** The address below which the portal has the calls of `claimService`. */
  readonly src?: string;
  readonly source?: ClaimService;
  readonly onProgress?: (progress: ClaimProgress) => void;
  readonly onStopped?: () => void;
}

/** Properties of {@link CivicproofWallet}; either `offer` or `request`. */
export interface CivicproofWalletProps extends Common {
  readonly setup: WalletSetup;
  readonly offer?: string;
  readonly request?: string;
  readonly onGo?: (to: "wallet" | "portal" | "issuer" | "backup") => void;
  readonly onReceipt?: (receipt: Receipt) => void;
}

/** Calls the newest listener of an element's event. */
function useDetail<Detail>(
  element: { readonly current: HTMLElement | null },
  type: string,
  listener: ((detail: Detail) => void) | undefined,
): void {
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => {
    const { current } = element;
    const hear = (event: Event): void => newest.current?.((event as CustomEvent<Detail>).detail);
    current?.addEventListener(type, hear);
    return () => current?.removeEventListener(type, hear);
  }, [element, type]);
}

const attributes = ({ headingLevel, theme, lang }: Common) => ({
  ...(headingLevel === undefined ? {} : { "heading-level": headingLevel }),
  ...(theme === undefined ? {} : { theme }),
  ...(lang === undefined ? {} : { lang }),
});

/**
 * `<civicproof-request>` as a React component.
 *
 * @example
 * <CivicproofRequest src="/api/claims" onProgress={({ state }) => setState(state)} />
 */
export function CivicproofRequest(props: CivicproofRequestProps): ReactElement {
  const { src, source, onProgress, onStopped, children } = props;
  const element = useRef<RequestElement>(null);
  useDetail(element, "civicproof-progress", onProgress);
  useDetail(element, "civicproof-stopped", onStopped);
  useEffect(() => {
    // Before it is defined, a plain property would hide the accessor of the class.
    defineComponents();
    if (source !== undefined && element.current !== null) element.current.source = source;
  }, [source]);
  return createElement("civicproof-request", { ref: element, src, ...attributes(props) }, children);
}

/**
 * `<civicproof-wallet>` as a React component.
 *
 * @example
 * <CivicproofWallet setup={setup} request={code} onGo={(to) => navigate(`/${to}`)} />
 */
export function CivicproofWallet(props: CivicproofWalletProps): ReactElement {
  const { setup, offer, request, onGo, onReceipt, children } = props;
  const element = useRef<WalletElement>(null);
  useDetail<{ readonly to: "wallet" | "portal" | "issuer" | "backup" }>(element, "civicproof-go", (detail) =>
    onGo?.(detail.to),
  );
  useDetail(element, "civicproof-receipt", onReceipt);
  useEffect(() => {
    defineComponents();
    const { current } = element;
    if (current === null) return;
    current.setup = setup;
    if (offer !== undefined) current.openOffer(offer);
    else if (request !== undefined) current.openRequest(request);
  }, [setup, offer, request]);
  return createElement("civicproof-wallet", { ref: element, ...attributes(props) }, children);
}
