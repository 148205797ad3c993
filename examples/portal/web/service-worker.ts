/** Keeps the pages and the last registry, so that the wallet and the counter work without a network. */
declare const SHELL_VERSION: string;
declare const SHELL_FILES: readonly string[];

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
const worker = globalThis as unknown as {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
};

const SHELL = `portal-shell-${SHELL_VERSION}`;
const LATEST = "portal-latest";
/** Responses that are fetched again each time, and kept for when there is no network. */
const KEPT = ["/registry/", "/counter/api/kit"];

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...SHELL_FILES]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  const outdated = (name: string): boolean => name.startsWith("portal-shell-") && name !== SHELL;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { pathname, origin } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (SHELL_FILES.includes(pathname)) event.respondWith(fromShell(event.request, pathname));
  else if (KEPT.some((path) => pathname.startsWith(path))) event.respondWith(latest(event.request));
});

async function fromShell(request: Request, pathname: string): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match(pathname);
  return kept ?? fetch(request);
}

async function latest(request: Request): Promise<Response> {
  const cache = await caches.open(LATEST);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept === undefined) throw error;
    return kept;
  }
}
