/**
 * Artifacts over the network: read as a stream, refused as soon as something is wrong, kept by their hash in the Cache
 * API, so that proving needs no network after the first time.
 */
import { AbortedError } from "../../core/abort.ts";
import { bytesToHex } from "../../core/bytes.ts";
import type { CivicproofError } from "../../core/errors.ts";
import { later } from "../../core/later.ts";
import { utf8Decoder } from "../../core/platform.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import type { OpenPackedKey } from "../../engine/groth16/packed/open.ts";
import {
  ArtifactCacheFullError,
  ArtifactCacheUnavailableError,
  ArtifactDamagedError,
  ArtifactStalledError,
  ArtifactTruncatedError,
  ArtifactTypeError,
  ArtifactUnreachableError,
} from "./download-refusals.ts";
import { ArtifactHashMismatchError, type ExpectedArtifact, sha256Hex } from "./verification-key.ts";

/** How much of one file has arrived. */
export interface DownloadProgress {
  readonly path: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** Options of `readFromUrl`. */
export interface ReadFromUrlOptions {
  /** Directory of the artifacts: absolute, or relative to the page. */
  readonly baseUrl: string | URL;
  /** Name of the cache, or `null` to keep nothing; `civicproof-artifacts` by default. */
  readonly cacheName?: string | null;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Told what went wrong without stopping anything: a file could be used but not be kept. */
  readonly onNotice?: (notice: CivicproofError) => void;
  readonly signal?: AbortSignal | undefined;
  /** How long a server may send nothing, in seconds; 30 by default. A slow download that goes on is never ended. */
  readonly stallSeconds?: number;
  /** For tests and wrapped clients. */
  readonly fetch?: typeof globalThis.fetch;
  /** Unpacks packed keys; by default on this thread and a second one from a blob, where the page allows that. */
  readonly openPackedKey?: OpenPackedKey;
}

const DEFAULT_CACHE_NAME = "civicproof-artifacts";
const unpacker = /* @__PURE__ */ later(() => import("../../engine/groth16/packed/open.ts"));

/** See `readFromUrl`. */
export async function readOverNetwork(
  path: string,
  expected: ExpectedArtifact,
  options: ReadFromUrlOptions,
): Promise<Uint8Array> {
  const kept = await openKept(options, expected);
  const copy = await kept.take();
  if (copy !== undefined) return copy;
  try {
    const content = await downloadTwice(path, expected, options);
    await kept.put(content);
    return content;
  } catch (error) {
    if (!kept.wasDamaged || !(error instanceof ArtifactUnreachableError)) throw error;
    throw new ArtifactDamagedError({
      path,
      message: `The copy of ${path} on this device is damaged, and there is no network to download it again`,
      cause: error,
    });
  }
}

// ---- network ----

/** Downloads; when it is not the right file, once more past the HTTP cache, so that one bad copy does not stay. */
async function downloadTwice(
  path: string,
  expected: ExpectedArtifact,
  options: ReadFromUrlOptions,
): Promise<Uint8Array> {
  const first = await attempt(path, expected, options, "default");
  if ("content" in first) return first.content;
  const second = await attempt(path, expected, options, "reload");
  if ("content" in second) return second.content;
  if (first.sha256 === undefined || second.sha256 === undefined || first.sha256 === second.sha256) throw second.error;
  throw new ArtifactDamagedError({ path, message: `${path} was damaged on the way, twice. Try another network` });
}

type Attempt = { readonly content: Uint8Array } | { readonly error: CivicproofError; readonly sha256?: string };

async function attempt(
  path: string,
  expected: ExpectedArtifact,
  options: ReadFromUrlOptions,
  cache: RequestCache,
): Promise<Attempt> {
  try {
    const content = await download(path, expected, options, cache);
    const sha256 = await sha256Hex(content);
    if (sha256 === expected.sha256) return { content };
    const error = new ArtifactHashMismatchError({
      path,
      message: `The server has another version of ${path} than this application expects`,
      expected: `sha256 ${expected.sha256}`,
      received: `sha256 ${sha256}`,
    });
    return { error, sha256 };
  } catch (error) {
    const isAboutContent =
      error instanceof ArtifactError ||
      error instanceof ArtifactTypeError ||
      error instanceof ArtifactTruncatedError ||
      error instanceof ArtifactHashMismatchError;
    if (!isAboutContent) throw error;
    return { error };
  }
}

async function download(
  path: string,
  { bytes, packed }: ExpectedArtifact,
  options: ReadFromUrlOptions,
  cache: RequestCache,
): Promise<Uint8Array> {
  const limit = stallLimit(options);
  try {
    if (packed === undefined) return await collect(receive(limit, { path, bytes, cache, ...options }), bytes);
    const openPackedKey = options.openPackedKey ?? (await unpacker()).openPackedKey;
    return await openPackedKey(receive(limit, { ...packed, cache, ...options }), { bytes });
  } finally {
    limit.end();
  }
}

/** The size comes from the manifest, so nobody can make us reserve more; {@link receive} gives exactly that. */
async function collect(parts: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const content = new Uint8Array(bytes);
  let at = 0;
  for await (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

/** A signal that fires with the caller's, or when nothing arrived for too long. */
function stallLimit({ signal, stallSeconds = 30 }: ReadFromUrlOptions) {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStalled = false;
  const arrived = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isStalled = true;
      stop();
    }, 1000 * stallSeconds);
  };
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  arrived();
  return {
    signal: controller.signal,
    arrived,
    /** Why a download ended: the caller, silence, or what else there was. */
    reasonOf(cause: unknown, path: string, otherwise: () => CivicproofError): CivicproofError {
      if (signal?.aborted) return new AbortedError({ cause });
      return isStalled
        ? new ArtifactStalledError({ path, expected: `${path} within ${stallSeconds} s`, cause })
        : otherwise();
    },
    end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      // Ends the connection of a body that was not read to its end.
      stop();
    },
  };
}

/** The file in the parts in which it arrives, exactly `bytes` together. */
async function* receive(
  limit: ReturnType<typeof stallLimit>,
  {
    path,
    bytes,
    cache,
    baseUrl,
    fetch = globalThis.fetch,
    onProgress = () => {},
  }: ReadFromUrlOptions & { readonly path: string; readonly bytes: number; readonly cache: RequestCache },
): AsyncGenerator<Uint8Array, void> {
  const url = new URL(path, asDirectory(baseUrl));
  const response = await fetch(url, { cache, credentials: "same-origin", signal: limit.signal }).catch(
    (cause: unknown) => {
      throw limit.reasonOf(cause, path, () => new ArtifactUnreachableError({ path, received: "no answer", cause }));
    },
  );
  limit.arrived();
  if (!response.ok || response.body === null) {
    throw new ArtifactUnreachableError({ path, received: `HTTP status ${response.status}` });
  }
  const reader = response.body.getReader();
  let start = new Uint8Array();
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw limit.reasonOf(cause, path, () => truncated(path, bytes, received, cause));
      });
      limit.arrived();
      if (done) break;
      if (start.length < MAGIC_BYTES) {
        start = concat(start, value);
        checkStart(start, path);
      }
      if (received + value.length > bytes) {
        throw new ArtifactHashMismatchError({ path, expected: `${bytes} bytes`, received: "more" });
      }
      received += value.length;
      onProgress({ path, receivedBytes: received, totalBytes: bytes });
      yield value;
    }
  } catch (error) {
    // Nobody waits for it: the connection ends when it ends.
    reader.cancel().catch(() => {});
    throw error;
  }
  if (received < bytes) throw truncated(path, bytes, received);
}

function asDirectory(baseUrl: string | URL): URL {
  const url = new URL(baseUrl, globalThis.location?.href);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function truncated(path: string, bytes: number, received: number, cause?: unknown): ArtifactTruncatedError {
  return new ArtifactTruncatedError({ path, expected: `${bytes} bytes`, received: `${received} bytes`, cause });
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = new Uint8Array(Math.min(MAGIC_BYTES, head.length + tail.length));
  start.set(head);
  start.set(tail.subarray(0, start.length - head.length), head.length);
  return start;
}

const MAGIC_BYTES = 4;
/** How each kind of file starts (WebAssembly core specification §5.5.15; snarkjs's binary files; packed/format.ts). */
const MAGIC: Readonly<Record<string, readonly number[]>> = {
  wasm: [0x00, 0x61, 0x73, 0x6d],
  zkey: [0x7a, 0x6b, 0x65, 0x79],
  cpk: [0x63, 0x70, 0x6b, 0x79],
  json: [0x7b],
};

/** Refuses another kind of file by its first bytes, before the rest of it is downloaded. */
function checkStart(start: Uint8Array, path: string): void {
  const kind = path.slice(path.lastIndexOf(".") + 1);
  const magic = MAGIC[kind] ?? [];
  if (magic.every((byte, i) => start[i] === undefined || start[i] === byte)) return;
  const isPage = /^\s*</.test(utf8Decoder().decode(start));
  throw new ArtifactTypeError({
    path,
    message: isPage
      ? `The server sent a web page (HTML) instead of ${path}. The file is probably missing there, and the server sends its start page`
      : `What the server sent as ${path} is not a .${kind} file`,
    expected: `a .${kind} file`,
    received: isPage ? "a web page" : `0x${bytesToHex(start)}`,
  });
}

// ---- what is kept on the device ----

interface Kept {
  /** The kept file, checked; undefined when there is none that is right. */
  take(): Promise<Uint8Array | undefined>;
  put(content: Uint8Array): Promise<void>;
  readonly wasDamaged: boolean;
}

const NOTHING_KEPT: Kept = { take: async () => undefined, put: async () => {}, wasDamaged: false };

async function openKept(
  { cacheName = DEFAULT_CACHE_NAME, onNotice = () => {} }: ReadFromUrlOptions,
  { bytes, sha256 }: ExpectedArtifact,
): Promise<Kept> {
  if (cacheName === null || globalThis.caches === undefined || globalThis.location === undefined) return NOTHING_KEPT;
  let cache: Cache;
  try {
    cache = await caches.open(cacheName);
  } catch (cause) {
    onNotice(new ArtifactCacheUnavailableError({ path: cacheName, cause }));
    return NOTHING_KEPT;
  }
  // The name is the content: a new version of an artifact never meets an old one.
  const key = new URL(`/civicproof/sha256/${sha256}`, globalThis.location.origin).href;
  let wasDamaged = false;
  return {
    get wasDamaged() {
      return wasDamaged;
    },
    async take() {
      try {
        const response = await cache.match(key);
        if (response === undefined) return undefined;
        const content = new Uint8Array(await response.arrayBuffer());
        if (content.length === bytes && (await sha256Hex(content)) === sha256) return content;
        wasDamaged = true;
        await cache.delete(key);
      } catch (cause) {
        onNotice(new ArtifactCacheUnavailableError({ path: cacheName, cause }));
      }
      return undefined;
    },
    async put(content) {
      try {
        await cache.put(key, new Response(content as Uint8Array<ArrayBuffer>));
      } catch (cause) {
        onNotice(
          cause instanceof Error && cause.name === "QuotaExceededError"
            ? new ArtifactCacheFullError({
                path: cacheName,
                message: "This device has no space to keep the files for proving. They are downloaded again next time",
                cause,
              })
            : new ArtifactCacheUnavailableError({ path: cacheName, cause }),
        );
      }
    },
  };
}
