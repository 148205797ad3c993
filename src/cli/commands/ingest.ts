import { once } from "node:events";
import { Option } from "commander";
import type { FastifyInstance } from "fastify";
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { CivicproofError } from "../../core/errors.ts";
import type { PrivateKey } from "../../core/signature.ts";
import { createReadingServer } from "../../records/archive/ingest/http.ts";
import { type ReadingSubscription, subscribeReadings } from "../../records/archive/ingest/mqtt.ts";
import { publishToFile } from "../../records/archive/publish.ts";
import { createReadingIngest, type ReadingIngest } from "../../records/archive/readings.ts";
import type { RecordStore } from "../../records/archive/record-store.ts";
import { parseRetentionClass, RETENTION_ACTIONS, type RetentionAction } from "../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required } from "../command.ts";
import { readText } from "../files.ts";
import { readIssuerKey } from "../key-files.ts";
import { UsageError } from "../report-error.ts";
import type { Terminal } from "../terminal.ts";
import { commitAll, type StoreOptions, store, THREADS, withStore } from "./anchor/shared.ts";

interface Options extends StoreOptions {
  readonly residency?: string;
  readonly class: string;
  readonly term: number;
  readonly action: RetentionAction;
  readonly maxAge: number;
  readonly maxAhead: number;
  readonly maxBack: number;
  readonly mqtt?: string;
  readonly topic?: string;
  readonly session?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly certKey?: string;
  readonly username?: string;
  readonly mqttPasswordFile?: string;
  readonly httpPort?: number;
  readonly httpHost: string;
  readonly publisher?: string;
  readonly allowResidency?: readonly string[];
  readonly anchorEvery: number;
  readonly to?: string;
}

const seconds = integer(0, 31_536_000);
/** Between two lines about refused readings. */
const REPORT_MILLISECONDS = 60_000;

/** `civicproof ingest` */
export const addIngest: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "ingest",
    summary: "take readings of devices until it is ended; anchors them",
    example: [
      "ingest --store records/ --class ten-years --term 3653 \\",
      "      --mqtt mqtts://broker.example.org --topic 'meters/{device}/readings' --session city-meters \\",
      "      --publisher publisher.json --allow-residency at-vienna --anchor-every 3600 --to anchors.json",
    ].join("\n"),
    options: [
      ...store,
      option("--residency <label>", "where the store is; needed when there is none yet"),
      required("--class <name>", "the retention class of readings"),
      required("--term <days>", "how long the class is kept").argParser(integer(1, 36_600)),
      new Option("--action <action>", "what happens then").choices([...RETENTION_ACTIONS]).default("erase"),
      option("--max-age <seconds>", "how old a reading may be: longer than this command may ever be away")
        .argParser(seconds)
        .default(7 * 86_400),
      option("--max-ahead <seconds>", "how far a device's clock may be ahead").argParser(seconds).default(60),
      option("--max-back <seconds>", "how far a device's clock may go back when it is set right")
        .argParser(seconds)
        .default(0),
      option("--mqtt <url>", "mqtts://host, or mqtt://host on a network of one's own"),
      option("--topic <filter>", "for example meters/{device}/readings: there only the device of that name is heard"),
      option("--session <name>", "the session that the broker keeps; always the same, one process at a time"),
      option("--ca <file>", "the authority of the broker's certificate; default: those of Node.js"),
      option("--cert <file>", "a certificate of this client, with --cert-key"),
      option("--cert-key <file>", "the key of --cert"),
      option("--username <name>", "a name at the broker, with --mqtt-password-file"),
      option("--mqtt-password-file <file>", "the password of --username"),
      option("--http-port <port>", "take POST /readings on this port; put TLS and rate limits in front").argParser(
        integer(0, 65_535),
      ),
      option("--http-host <address>", "the address to listen on").default("127.0.0.1"),
      option("--publisher <file>", "the publisher's key: anchor what came; nobody else can while this runs"),
      option("--allow-residency <label...>", "places from whose stores anchors may be built"),
      option("--anchor-every <seconds>", "between two anchors").argParser(integer(1, 86_400)).default(3_600),
      option("--to <file>", "write the chain of anchors there after each"),
    ],
    async run(options, terminal) {
      const { mqtt, topic, session, httpPort, publisher, allowResidency, residency, store: place, ...more } = options;
      if (mqtt === undefined && httpPort === undefined)
        throw new UsageError({ message: "give --mqtt, --http-port or both" });
      if (mqtt !== undefined && (topic === undefined || session === undefined))
        throw new UsageError({ message: "give --topic and --session with --mqtt" });
      if ((publisher === undefined) !== (allowResidency === undefined))
        throw new UsageError({ message: "give --publisher and --allow-residency together" });
      const privateKey = publisher === undefined ? undefined : (await readIssuerKey(publisher)).privateKey;
      return withStore({ store: place, ...more }, (opened) => take(opened, options, terminal, privateKey), {
        threads: THREADS,
        ...(residency === undefined ? {} : { residency }),
      });
    },
  });
};

async function take(opened: RecordStore, options: Options, terminal: Terminal, publisherKey: PrivateKey | undefined) {
  const { maxAge, maxAhead, maxBack, now } = options;
  const nowSeconds = (): number => now ?? currentSeconds();
  const counted = countReadings(
    await createReadingIngest(opened, {
      retentionClass: parseRetentionClass({ name: options.class, termDays: options.term, action: options.action }),
      window: { maxAgeSeconds: maxAge, maxAheadSeconds: maxAhead },
      maxBackSeconds: maxBack,
    }),
    terminal,
  );
  let anchors = 0;
  const anchor = async (): Promise<void> => {
    if (publisherKey === undefined) return;
    const policy = { allowedResidency: options.allowResidency! };
    const made = await commitAll(opened, { policy, publisherKey, nowSeconds });
    anchors += made.length;
    if (made.length > 0 && options.to !== undefined) await publishToFile(opened, options.to);
  };
  let server: FastifyInstance | undefined;
  let subscription: ReadingSubscription | undefined;
  try {
    if (options.httpPort !== undefined) {
      server = await createReadingServer({ ingest: counted.ingest, nowSeconds });
      const address = await server.listen({ host: options.httpHost, port: options.httpPort });
      terminal.writeErr(`listening on ${address}\n`);
    }
    if (options.mqtt !== undefined) {
      subscription = await subscribeReadings({
        url: options.mqtt,
        topic: options.topic!,
        session: options.session!,
        ingest: counted.ingest,
        nowSeconds,
        onRefused: counted.refused,
        onUnavailable: counted.unavailable,
        client: await clientOptions(options),
      });
      terminal.writeErr(`subscribed to ${options.topic}\n`);
    }
    // A database that is away now is back by the next anchor, or by the one after.
    const anchorOrWait = () =>
      anchor().catch((error: unknown) => {
        if (!(error instanceof DatabaseUnavailableError)) throw error;
        terminal.writeErr(`${error.code}: the anchor has to wait\n`);
      });
    await untilEnded({ subscription, terminal, anchor: anchorOrWait, everySeconds: options.anchorEvery });
  } finally {
    await server?.close();
    await subscription?.close();
    await counted.ingest.settle();
    counted.close();
  }
  await anchor();
  const { accepted, refusals } = counted;
  const refused = Object.entries(refusals()).map(([code, count]) => `${count} ${code}`);
  return {
    text: `${accepted()} readings taken, ${refused.length === 0 ? "none refused" : `refused: ${refused.join(", ")}`}; ${anchors} anchors.`,
    json: { accepted: accepted(), refused: refusals(), anchors },
  };
}

/** Anchors at its times until a signal, or until the broker refuses the subscription. */
async function untilEnded({
  subscription,
  terminal: { signal },
  anchor,
  everySeconds,
}: {
  readonly subscription: ReadingSubscription | undefined;
  readonly terminal: Terminal;
  readonly anchor: () => Promise<void>;
  readonly everySeconds: number;
}): Promise<void> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const failed = new Promise<never>((_, reject) => {
    let last = Promise.resolve();
    timer = setInterval(() => {
      last = last.then(anchor);
      last.catch(reject);
    }, 1_000 * everySeconds);
  });
  try {
    const stopped = signal.aborted ? Promise.resolve() : once(signal, "abort");
    await Promise.race([stopped, failed, ...(subscription === undefined ? [] : [subscription.ended])]);
  } finally {
    clearInterval(timer);
  }
}

/** An ingest that counts, and says once a minute what it refused. */
function countReadings(ingest: ReadingIngest, terminal: Terminal) {
  let accepted = 0;
  const all: Record<string, number> = {};
  let recent: Record<string, number> = {};
  const count = (code: string): void => {
    all[code] = (all[code] ?? 0) + 1;
    recent[code] = (recent[code] ?? 0) + 1;
  };
  const report = (): void => {
    for (const [code, times] of Object.entries(recent)) terminal.writeErr(`${code}: ${times} readings\n`);
    recent = {};
  };
  const timer = setInterval(report, REPORT_MILLISECONDS);
  return {
    ingest: {
      ...ingest,
      async accept(...given: Parameters<ReadingIngest["accept"]>) {
        try {
          await ingest.accept(...given);
          accepted++;
        } catch (error) {
          if (error instanceof CivicproofError) count(error.code);
          throw error;
        }
      },
    } satisfies ReadingIngest,
    /** What was refused before it came to the ingest. */
    refused(error: CivicproofError) {
      if (error.code === "READING_INVALID") count(error.code);
    },
    unavailable(error: unknown) {
      if (!(error instanceof CivicproofError)) count("READING_NOT_STORED");
    },
    accepted: () => accepted,
    refusals: () => all,
    close() {
      clearInterval(timer);
      report();
    },
  };
}

async function clientOptions({ ca, cert, certKey, username, mqttPasswordFile }: Options): Promise<object> {
  if ((cert === undefined) !== (certKey === undefined))
    throw new UsageError({ message: "give --cert and --cert-key together" });
  if ((username === undefined) !== (mqttPasswordFile === undefined))
    throw new UsageError({ message: "give --username and --mqtt-password-file together" });
  const text = async (file: string | undefined) => (file === undefined ? undefined : readText(file, 1_000_000));
  const read = {
    ca: await text(ca),
    cert: await text(cert),
    key: await text(certKey),
    username,
    password: (await text(mqttPasswordFile))?.trim(),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
