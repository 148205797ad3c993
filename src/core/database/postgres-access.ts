/** How a server of Postgres is reached: what a URL and the options beside it become for pg. */
import { X509Certificate } from "node:crypto";
import type { ClientConfig } from "pg";
import { refusal } from "../errors.ts";
import { readOrdinaryNow } from "../whole-file.ts";

/**
 * What may stand beside the URL of a server. What neither says comes from the environment, as in all programs of
 * Postgres: PGUSER, PGPASSWORD, PGPASSFILE, PGSSLMODE, PGSSLROOTCERT.
 */
export interface PostgresAccess {
  /** The schema of the tables, which must be there; by default the first one of the role's search path. */
  readonly schema?: string | undefined;
  /**
   * PEM certificates of the authority that the server's certificate must be from. The connection is then encrypted, and
   * the certificate must name the URL's host.
   */
  readonly ca?: string | undefined;
  /** The role's password, where it is not in the URL; a function is asked for each new connection. */
  readonly password?: string | (() => Promise<string>) | undefined;
  /** Connections of this process at most. */
  readonly maxConnections?: number | undefined;
}

/** Parameters that a URL may have, after libpq (PostgreSQL's documentation, section "Connection URIs"). */
const PARAMETERS = ["application_name", "host", "options", "sslcert", "sslkey", "sslmode", "sslrootcert"] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], string>>;

/** Modes of TLS. All that encrypt check the certificate and its name: less would let somebody else be the database. */
const TLS_MODES: Readonly<Record<string, boolean>> = {
  disable: false,
  require: true,
  "verify-ca": true,
  "verify-full": true,
};

/** Whether a database URL is one of Postgres. */
export const isPostgresUrl = (url: string): boolean => /^postgres(?:ql)?:\/\//.test(url);

/** Whether a text is the URL of a Postgres with a password in it. */
export const holdsPassword = (url: string): boolean => /^postgres(?:ql)?:\/\/[^/@:?#]*:[^/@?#]*@/.test(url);

/**
 * Reads a URL and what stands beside it. No refusal says anything of the URL but the names of its parts.
 *
 * @throws DatabaseUrlError for a URL out of its form, a parameter or a mode of TLS that is not known, unreadable files
 */
export function readPostgresAccess(url: string, access: PostgresAccess): ClientConfig {
  // With a user, URL wants a host, too; a server may be named by a socket's path or by the environment instead.
  const isHostless = /^[^/]*\/\/[^/?#]*@\//.test(url);
  const parsed = isPostgresUrl(url) ? toUrl(isHostless ? url.replace("@/", "@nowhere/") : url) : undefined;
  if (parsed === undefined || parsed.hostname.includes(","))
    throw new DatabaseUrlError({ path: "url", expected: "postgres://user@host:port/database, with one host" });
  const parameters = readParameters(parsed);
  const part = (text: string): string | undefined => (text === "" ? undefined : decodeURIComponent(text));
  const given: ClientConfig = {
    host: parameters.host ?? (isHostless ? undefined : part(parsed.hostname.replace(/^\[(.*)\]$/, "$1"))),
    port: parsed.port === "" ? undefined : Number(parsed.port),
    user: part(parsed.username),
    password: part(parsed.password) ?? access.password,
    database: part(parsed.pathname.slice(1)),
    options: parameters.options,
    application_name: parameters.application_name ?? "civicproof",
    ssl: readTls(parameters, access.ca),
  };
  // pg takes what is not there from the environment, and what is undefined for given.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function toUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    for (const part of [url.hostname, url.username, url.password, url.pathname]) decodeURIComponent(part);
    return url;
  } catch {
    // What URL throws holds the text, and so the password.
    return undefined;
  }
}

function readParameters({ searchParams }: URL): Parameters {
  for (const name of searchParams.keys()) {
    if (!(PARAMETERS as readonly string[]).includes(name))
      throw new DatabaseUrlError({ path: name, expected: `only these parameters: ${PARAMETERS.join(", ")}` });
  }
  return Object.fromEntries(searchParams);
}

function readTls(
  { sslmode, sslrootcert, sslcert, sslkey }: Parameters,
  given: string | undefined,
): ClientConfig["ssl"] {
  const { PGSSLMODE, PGSSLROOTCERT } = process.env;
  const root = sslrootcert ?? (given === undefined ? PGSSLROOTCERT : undefined);
  const ca = given ?? (root === undefined || root === "system" ? undefined : readPem(root, "sslrootcert"));
  const wanted = sslmode ?? (ca === undefined ? PGSSLMODE : "verify-full");
  if (wanted === undefined) return root !== undefined;
  const isEncrypted = Object.hasOwn(TLS_MODES, wanted) ? TLS_MODES[wanted]! : undefined;
  if (isEncrypted === undefined)
    throw new DatabaseUrlError({ path: "sslmode", expected: Object.keys(TLS_MODES).join(", "), received: wanted });
  if (!isEncrypted) {
    if (ca !== undefined)
      throw new DatabaseUrlError({ path: "sslmode", expected: "verify-full, as an authority is given" });
    return false;
  }
  if (ca !== undefined) checkCertificates(ca);
  return {
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(sslcert === undefined ? {} : { cert: readPem(sslcert, "sslcert") }),
    ...(sslkey === undefined ? {} : { key: readPem(sslkey, "sslkey") }),
  };
}

function readPem(file: string, path: string): string {
  try {
    return readOrdinaryNow(file);
  } catch (cause) {
    throw new DatabaseUrlError({ path, expected: "a file that can be read", received: file, cause });
  }
}

/** Text that holds no certificate would leave the servers of no authority, and say so in no word. */
function checkCertificates(pem: string): void {
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw new DatabaseUrlError({ path: "ca", expected: "certificates in PEM", cause });
  }
}

/**
 * The URL of a database is out of its form, or asks for what is not done, such as encryption without a check of the
 * certificate.
 *
 * What to do: look at `path`, the part that is meant. A certificate of an authority of your own goes into `sslrootcert`
 * or `--database-ca`.
 */
export class DatabaseUrlError extends /* @__PURE__ */ refusal(
  "DATABASE_URL_INVALID",
  "DatabaseUrlError",
  "The URL of the database can't be used",
) {}
