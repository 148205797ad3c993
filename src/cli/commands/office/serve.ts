import { once } from "node:events";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { describeError } from "../../../core/service/log.ts";
import { readDesk } from "../../../office/server/desk-page.ts";
import { requireOfficePeers } from "../../../office/server/peers.ts";
import { createOfficeService } from "../../../office/server/service.ts";
import { packageDirectory } from "../../../statement/artifacts/node.ts";
import { type AddCommands, addCommand, integer, option, shared } from "../../command.ts";
import { type DatabaseOptions, databaseAccess } from "../../database-options.ts";
import { openOffice } from "../../office/open.ts";
import { OFFICE_FILES, readSettings, signInOf } from "../../office/settings.ts";
import type { Terminal } from "../../terminal.ts";
import { packageVersion } from "../../version.ts";

interface Options extends DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly rateLimit: number;
  readonly logLevel: string;
  readonly publish: boolean;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** How often it is looked whether a time of the grid has come. */
const PUBLISH_MILLISECONDS = 10_000;

/** `civicproof office serve` */
export const addServe: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "serve <folder>",
    summary: "run an office over HTTP until it is interrupted, and publish its registry",
    example: "office serve city --public-url https://office.example.org",
    options: [
      option("--host <address>", "where it listens").default("127.0.0.1"),
      option("--port <number>", "where it listens").argParser(integer(0, 65_535)).default(4_290),
      option("--public-url <url>", "its address as wallets see it; default: where it listens"),
      option("--rate-limit <number>", "calls of one address per minute").argParser(integer(1, 1_000_000)).default(600),
      option("--log-level <level>", "silent, error, warn, info or debug").default("info"),
      option("--no-publish", "leave publishing to `office publish`, in a process of its own"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
      ...databaseAccess,
    ],
    run: async (options, terminal, [folder]) => {
      const url = await serve(resolve(folder!), options, terminal);
      return { text: "", json: { url, stopped: true } };
    },
  });
};

async function serve(folder: string, options: Options, terminal: Terminal): Promise<string> {
  const { database, credentials: given, signIn, bridges: asked } = await readSettings(folder);
  const databases = given.flatMap(({ source }) => (source?.kind === "sql" ? [source.database] : []));
  const kinds = asked?.list.map(({ kind }) => kind) ?? [];
  await requireOfficePeers({
    databases: [database, ...databases],
    hasLogin: signIn !== undefined || kinds.includes("openid"),
    hasCertificates: kinds.some((kind) => kind !== "openid"),
  });
  const office = await openOffice(folder, options);
  try {
    const { settings, store, signers, credentials, enrolment, bridges } = office;
    const { host, port } = options;
    const listens = `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const publicUrl = options.publicUrl ?? settings.publicUrl ?? listens;
    const publicDirectory = resolve(folder, OFFICE_FILES.published);
    const desk = await readDesk(join(packageDirectory(), "dist", "desk"));
    const service = await createOfficeService({
      ...{
        publicUrl,
        displayName: settings.displayName,
        store,
        signers,
        credentials,
        enrolment,
        bridges,
        publicDirectory,
      },
      ...{ registry: settings.registry, registryUrl: `${publicUrl}/registry/`, version: packageVersion() },
      ...{ maxCallsPerMinute: options.rateLimit, logLevel: options.logLevel, desk, signIn: signInOf(folder, settings) },
      logDestination: { write: terminal.writeErr },
    });
    let published = -1;
    const publish = async (): Promise<void> => {
      const grid = Math.floor(Date.now() / 1_000 / settings.intervalSeconds);
      if (grid <= published) return;
      const timeSeconds = await office.publish(publicUrl);
      published = grid;
      if (timeSeconds !== undefined) service.metrics.published(timeSeconds);
    };
    if (options.publish) await publish();
    let running = Promise.resolve();
    const timer = setInterval(() => {
      // One after the other; a database that is away now is asked again in ten seconds.
      running = running.then(publish).catch((error: unknown) => {
        service.app.log.error({ defect: describeError(error) }, "the registry could not be published");
      });
    }, PUBLISH_MILLISECONDS);
    if (!options.publish) clearInterval(timer);
    try {
      const url = await service.app.listen({ host, port, listenTextResolver: () => "listening" });
      terminal.writeErr(`${settings.displayName} issues at ${url}; end with Ctrl-C.\n`);
      terminal.writeErr(
        desk === undefined ? "Its screens are not built: npm run build.\n" : `The desk is at ${publicUrl}/desk.\n`,
      );
      if (enrolment === undefined)
        terminal.writeErr("Nobody enrols here: a person can have as many secrets as offices give credentials.\n");
      if (!terminal.signal.aborted) await once(terminal.signal, "abort");
      return url;
    } finally {
      clearInterval(timer);
      await service.close();
      await running;
    }
  } finally {
    await office.close();
  }
}
