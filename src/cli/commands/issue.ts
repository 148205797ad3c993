import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePublicKey } from "../../core/signature.ts";
import { partialName } from "../../core/whole-file.ts";
import { type BatchRefused, issueBatch, parseMapping } from "../../credentials/credential/batch.ts";
import { type ClaimRecord, encodeClaims } from "../../credentials/credential/claims.ts";
import { type Credential, issueCredential } from "../../credentials/credential/credential.ts";
import { toHolderCommitment } from "../../credentials/credential/holder.ts";
import { parseSchema } from "../../credentials/credential/schema.ts";
import {
  type AddCommands,
  addCommand,
  type CommandResult,
  type CommonOptions,
  integer,
  option,
  required,
  shared,
} from "../command.ts";
import { fileError, readJson, readPieces, refuseExisting, warnOfPartials, writeContent, writeJson } from "../files.ts";
import { toJson } from "../json.ts";
import { readIssuerKey } from "../key-files.ts";
import { startProgress } from "../progress.ts";
import { changeRegistry, issuerPosition } from "../registry-files.ts";
import { inFile, UsageError } from "../report-error.ts";
import type { Terminal } from "../terminal.ts";

interface Options extends CommonOptions {
  readonly schema: string;
  readonly issuerKey: string;
  readonly registry: string;
  readonly registryUrl?: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly claimsFrom: number;
  readonly claims?: string;
  readonly holder?: string;
  readonly csv?: string;
  readonly mapping?: string;
  readonly report?: string;
  readonly out: string;
  readonly force?: boolean;
}

/** `civicproof issue` */
export const addIssue: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "issue",
    summary: "issue one credential, or one per row of a CSV file",
    example: [
      "issue --schema schema.json --claims claims.json --holder <commitment> \\",
      "      --issuer-key town-hall.key.json --registry registry.json \\",
      "      --valid-from 2026-01-01 --valid-until 2026-12-31 --claims-from 0 --out credential.json",
      "  $ civicproof issue --schema schema.json --csv people.csv --mapping mapping.json \\",
      "      --issuer-key town-hall.key.json --registry registry.json \\",
      "      --valid-from 2026-01-01 --valid-until 2026-12-31 --claims-from 0 --out credentials.ndjson",
    ].join("\n"),
    options: [
      required("--schema <file>", "the credential schema"),
      required("--issuer-key <file>", "the issuer's key file"),
      shared.registry,
      option("--registry-url <url>", "where wallets read the registry; it is written into the credential"),
      required("--valid-from <date>", "YYYY-MM-DD, inclusive"),
      required("--valid-until <date>", "YYYY-MM-DD, inclusive"),
      required("--claims-from <day>", "0, or YYYYMMDD for a replacement: earlier periods can't be claimed").argParser(
        integer(0, 99_991_231),
      ),
      option("--claims <file>", "one person's claims as a JSON object"),
      option("--holder <commitment>", "that person's commitment, from `holder keygen`"),
      option("--csv <file>", "many people, one per row"),
      option("--mapping <file>", "which column is which claim"),
      option("--report <file>", "rows that were refused and why, as CSV; default: <out>.refused.csv"),
      required("--out <path>", "the credential; for a CSV file a .ndjson file, or a directory"),
      shared.force,
    ],
    run: (options, terminal) => {
      const { claims, holder, csv, mapping } = options;
      const isOne = claims !== undefined && holder !== undefined && csv === undefined && mapping === undefined;
      const isBatch = claims === undefined && holder === undefined && csv !== undefined && mapping !== undefined;
      if (isOne) return issueOne({ ...options, claims, holder });
      if (isBatch) return issueMany({ ...options, csv, mapping }, terminal);
      throw new UsageError({ message: "give --claims with --holder, or --csv with --mapping" });
    },
  });
};

async function issueOne(options: Options & { claims: string; holder: string }): Promise<CommandResult> {
  const { out, force, registry: registryFile, registryUrl, validFrom, validUntil, claimsFrom } = options;
  await refuseExisting(out, force);
  const [schema, key] = await Promise.all([readJson(options.schema, parseSchema), readIssuerKey(options.issuerKey)]);
  const commitment = toHolderCommitment(options.holder, "--holder");
  const claims = await readJson(options.claims, (read) => {
    encodeClaims(schema, read);
    return read as ClaimRecord;
  });
  // The index is on record before the credential exists, so it can't be given out twice.
  const credential = await changeRegistry(registryFile, (registry) => {
    const statusIndex = registry.allocateStatusIndex(issuerPosition(registry, encodePublicKey(key.publicKey)));
    return issueCredential({
      issuerKey: key.privateKey,
      schema,
      claims,
      holderCommitment: commitment,
      registry: registry.id,
      registryUrl,
      statusIndex,
      validFrom,
      validUntil,
      claimsFrom,
    });
  });
  await writeJson(out, credential, { force, isPrivate: true });
  const { statusIndex, issuer } = credential;
  return {
    text: `The credential is in ${out} (status index ${statusIndex}, valid ${validFrom} to ${validUntil}).`,
    json: { out, issued: 1, issuer, statusIndex },
  };
}

async function issueMany(
  options: Options & { csv: string; mapping: string },
  terminal: Terminal,
): Promise<CommandResult> {
  const { csv, out, force, validFrom, validUntil, claimsFrom } = options;
  const report = options.report ?? `${out.replace(/\/+$/, "")}.refused.csv`;
  await refuseExisting(out, force);
  await refuseExisting(report, force);
  await warnOfPartials(out.replace(/\/+$/, ""), terminal);
  const [schema, key] = await Promise.all([readJson(options.schema, parseSchema), readIssuerKey(options.issuerKey)]);
  const mapping = await readJson(options.mapping, (value) => parseMapping(value, schema));
  const stats = await stat(csv).catch((error: unknown) => {
    throw fileError(`${csv} can't be read`, error);
  });

  const progress = startProgress("issuing", terminal, options);
  const started = performance.now();
  const refused: BatchRefused[] = [];
  let issued = 0;
  const output = out.endsWith(".ndjson") ? await openLines(out) : await openDirectory(out);
  try {
    await changeRegistry(options.registry, async (registry) => {
      const issuerIndex = issuerPosition(registry, encodePublicKey(key.publicKey));
      let bytesRead = 0;
      const pieces = async function* () {
        for await (const piece of readPieces(csv, { isPipe: stats.isFIFO() })) {
          bytesRead += piece.length;
          yield piece;
        }
      };
      const results = issueBatch({
        csv: pieces(),
        mapping,
        schema,
        issuerKey: key.privateKey,
        registry: registry.id,
        registryUrl: options.registryUrl,
        allocateStatusIndex: () => registry.allocateStatusIndex(issuerIndex),
        validFrom,
        validUntil,
        claimsFrom,
        signal: terminal.signal,
        onProgress: ({ rows }) => progress.update(bytesRead / Math.max(1, stats.size), `${rows} rows`),
      });
      await inFile(csv, async () => {
        for await (const result of results) {
          if ("credential" in result) await output.add(result.credential, ++issued);
          else refused.push(result);
        }
      });
    });
    // From here on the indexes are on record.
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
  await writeContent(report, refusedRows(refused), { force });
  const milliseconds = Math.round(performance.now() - started);
  progress.done(`${issued} issued`);
  return {
    text: [
      `Issued ${issued} credentials into ${out} in ${(milliseconds / 1000).toFixed(1)} s.`,
      refused.length === 0 ? "No row was refused." : `${refused.length} rows were refused; see ${report}.`,
    ].join("\n"),
    json: { out, issued, refused: refused.length, report, milliseconds },
  };
}

/** Row, place and reason; never a cell. */
function refusedRows(refused: readonly BatchRefused[]): string {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = refused.map(({ row, line, column, error }) =>
    [row, line, quote(column ?? ""), error.code, quote(error.message)].join(","),
  );
  return `${["row,line,column,code,message", ...lines].join("\n")}\n`;
}

/** Where a batch goes. It gets its name only when it is whole. */
interface BatchOutput {
  readonly add: (credential: Credential, number: number) => Promise<void>;
  readonly finish: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

async function openLines(out: string): Promise<BatchOutput> {
  const temporary = partialName(out);
  const handle = await open(temporary, "wx", 0o600).catch((error: unknown) => {
    throw fileError(`${out} can't be written`, error);
  });
  return {
    add: async (credential) => void (await handle.write(`${toJson(credential)}\n`)),
    async finish() {
      await handle.sync();
      await handle.close();
      await rename(temporary, out);
    },
    async discard() {
      await handle.close().catch(() => {});
      await rm(temporary, { force: true });
    },
  };
}

async function openDirectory(out: string): Promise<BatchOutput> {
  const target = out.replace(/\/+$/, "");
  const temporary = partialName(target);
  await mkdir(temporary, { mode: 0o700 }).catch((error: unknown) => {
    throw fileError(`${out} can't be written`, error);
  });
  return {
    add: (credential, number) =>
      writeFile(join(temporary, `${String(number).padStart(6, "0")}.json`), `${toJson(credential, 2)}\n`, {
        mode: 0o600,
      }),
    async finish() {
      await rm(target, { recursive: true, force: true });
      await rename(temporary, target);
    },
    discard: () => rm(temporary, { recursive: true, force: true }),
  };
}
