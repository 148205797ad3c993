/** A registry as a holder's app uses it: statements and bundles, kept on the device, and one rule for which is shown. */

import { ownWith } from "../../core/own.ts";
import { type Credential, checkRegistry } from "../credential/credential.ts";
import { BundleError, MAX_BUNDLE_BYTES, type OpenedBundle, openBundle } from "./bundle.ts";
import { parsePublished, readPublishedAt } from "./read-published.ts";
import { StatementMissingError, statementAt } from "./root-rule.ts";
import { type RegistryStatement, SHOWN_AFTER_SECONDS } from "./statement.ts";
import {
  memoryCache,
  type OpenStatementsOptions,
  openStatements,
  StatementOutdatedError,
  type StatementSource,
} from "./statement-source.ts";
import type { RegistryView } from "./view.ts";

/** Options of {@link openRegistry}. */
export interface OpenRegistryOptions extends OpenStatementsOptions {
  /** The device's clock, seconds since the epoch; the system's by default. */
  readonly now?: () => number;
}

/** A registry that a holder's app follows. */
export interface Registry extends Pick<StatementSource, "registry" | "statements"> {
  /**
   * Fetches the newest statements and the bundles that proofs need now and next. Do it at times that have nothing to do
   * with a proof, for example each hour: who sees both could join them.
   *
   * @throws what `StatementSource.refresh` throws; BundleError for a bundle that its statement does not name
   */
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  /**
   * The statement whose roots everybody shows now: the newest that is 600 seconds old by this device's clock.
   *
   * @throws StatementMissingError when it is not on the device: refresh first
   * @throws StatementOutdatedError when a newer one was shown before: the clock went back
   */
  readonly shown: () => RegistryStatement;
  /**
   * What `createPresentation` needs for a credential, under {@link Registry.shown}; with `asOfSeconds` for an appeal under
   * the last statement at or before that instant, which is fetched if need be. No network is used otherwise.
   *
   * @throws StatementMissingError as {@link Registry.shown}; IssuerNotTrustedError, StatusListError
   * @throws RegistryMismatchError for a credential of another registry
   */
  readonly viewFor: (
    credential: Pick<Credential, "issuer" | "schemaId" | "registry">,
    options?: { readonly asOfSeconds?: number | undefined },
  ) => Promise<RegistryView>;
}

export const bundleFile = (sha256: string): string => `bundles/${sha256}.json`;

/**
 * Opens a registry for a holder's app. What the cache holds is there at once, so it starts offline.
 *
 * @throws InvalidInputError for an address that is not https, or http on this machine
 * @example
 * const registry = await openRegistry({ url: credential.registryUrl, registry: credential.registry, cache });
 * await registry.refresh();
 * const view = await registry.viewFor(credential);
 * const presentation = await createPresentation({ credential, holderSecret, request, registry: view, artifacts });
 */
export async function openRegistry(options: OpenRegistryOptions): Promise<Registry> {
  const { url, cache = memoryCache(), now = () => Math.floor(Date.now() / 1000) } = ownWith(options, "url");
  const read = typeof url === "function" ? url : readPublishedAt(url, options);
  const source = await openStatements({ ...options, url: read, cache });
  const { registry } = source;
  const bundles = new Map<string, OpenedBundle>();
  const keptKey = `bundles/${registry}`;
  const shownKey = `shown/${registry}`;
  let shownNumber = Number(/^\d{1,15}$/.exec((await cache.get(shownKey)) ?? "")?.[0] ?? -1);

  const openKept = async (statement: RegistryStatement): Promise<OpenedBundle | undefined> => {
    const sha256 = statement.snapshotSha256;
    const known = bundles.get(sha256);
    if (known !== undefined) return known;
    const text = await cache.get(`bundle/${sha256}`);
    if (text === undefined) return undefined;
    try {
      const opened = openBundle(text, statement);
      bundles.set(sha256, opened);
      return opened;
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      // A damaged copy is fetched again.
      await cache.delete(`bundle/${sha256}`);
      return undefined;
    }
  };

  const fetchBundle = async (statement: RegistryStatement, signal?: AbortSignal): Promise<OpenedBundle> => {
    const sha256 = statement.snapshotSha256;
    const path = bundleFile(sha256);
    const text = await read(path, { maxBytes: MAX_BUNDLE_BYTES, signal });
    parsePublished(text, path, BundleError);
    const opened = openBundle(text, statement);
    await cache.set(`bundle/${sha256}`, text);
    bundles.set(sha256, opened);
    return opened;
  };

  /** Keeps the bundles that are needed, and forgets the others. */
  const forgetOthers = async (needed: readonly string[]): Promise<void> => {
    const before = (await cache.get(keptKey))?.match(/[0-9a-f]{64}/g) ?? [];
    await cache.set(keptKey, needed.join(" "));
    for (const sha256 of before.filter((each) => !needed.includes(each))) {
      bundles.delete(sha256);
      await cache.delete(`bundle/${sha256}`);
    }
  };

  const shown = (): RegistryStatement => {
    const statement = statementAt(source.statements, now() - SHOWN_AFTER_SECONDS);
    if (statement.number < shownNumber)
      throw new StatementOutdatedError({ path: "statements", expected: `statement ${shownNumber} or later` });
    return statement;
  };

  return {
    registry,
    get statements() {
      return source.statements;
    },
    shown,
    async refresh(signal) {
      await source.refresh(signal);
      // The newest is the next that is shown; until it is old enough, so is the one before.
      const needed = source.statements.slice(-2);
      for (const statement of needed) {
        if ((await openKept(statement)) === undefined) await fetchBundle(statement, signal);
      }
      await forgetOthers([...new Set(needed.map(({ snapshotSha256 }) => snapshotSha256))]);
    },
    async viewFor(credential, { asOfSeconds } = {}) {
      checkRegistry(credential.registry, registry, "credential.registry");
      if (asOfSeconds !== undefined) {
        const options = { nowSeconds: now(), maxRootAgeSeconds: 1, asOfSeconds: [asOfSeconds] };
        const past = statementAt(await source.statementsFor(options), asOfSeconds);
        return ((await openKept(past)) ?? (await fetchBundle(past))).viewFor(credential);
      }
      const statement = shown();
      const bundle = await openKept(statement);
      if (bundle === undefined)
        throw new StatementMissingError({ path: "bundle", expected: `the bundle of statement ${statement.number}` });
      const view = await bundle.viewFor(credential);
      if (statement.number > shownNumber) {
        shownNumber = statement.number;
        await cache.set(shownKey, String(shownNumber));
      }
      return view;
    },
  };
}
