/** Mistakes in how a database is reached, and in what its roles may do. */
import type { Plant } from "./plants.ts";

const WAYS = "test/unit/core/database/postgres-server.test.ts";
const RIGHTS = "test/unit/core/database/rights.test.ts";

export const DATABASE_PLANTS: readonly Plant[] = [
  {
    mistake: "a role learns at its first claim what it may not do",
    file: "src/core/database/migrate.ts",
    right: 'if (database.dialect === "postgres") await requireRights',
    wrong: "if (tables.length === 0) await requireRights",
    test: RIGHTS,
    title: "is told at opening which right it lacks",
  },
  {
    mistake: "a role that was granted what is printed can't count uses",
    file: "src/core/database/migrate.ts",
    right: "for (const sequence of set.sequences ?? [])",
    wrong: "for (const sequence of (set.sequences ?? []).slice(1))",
    test: RIGHTS,
    title: "that may make no tables works",
  },
  {
    mistake: "an upgrade prints what was done before",
    file: "src/core/database/migrate.ts",
    right: "set.steps.slice(version)",
    wrong: "set.steps.slice(0 * version)",
    test: RIGHTS,
    title: "gets the rest of an upgrade only",
  },
  {
    mistake: "anybody on the way may be the database",
    file: "src/core/database/postgres-access.ts",
    right: "rejectUnauthorized: true,",
    wrong: "rejectUnauthorized: false,",
    test: WAYS,
    title: "is refused where its certificate is",
  },
  {
    mistake: "an authority beside the URL does not encrypt",
    file: "src/core/database/postgres-access.ts",
    right: '(ca === undefined ? PGSSLMODE : "verify-full")',
    wrong: "PGSSLMODE",
    test: WAYS,
    title: "is encrypted for an authority that is given",
  },
  {
    mistake: "a pooler of transactions mixes up what connections were told",
    file: "src/core/database/postgres.ts",
    right: "if (!isPooled || isOpen) return;",
    wrong: "if (isPooled || isOpen) return;",
    test: WAYS,
    title: "is refused in words at opening where transactions share connections",
  },
  {
    mistake: "a silent network holds up the end of a process",
    file: "src/core/database/postgres.ts",
    right: "    for (const socket of sockets) socket.destroy();\n",
    wrong: "",
    test: WAYS,
    title: "ends each call with an error in its time, closes",
  },
  {
    mistake: "a database that only reads is opened",
    file: "src/core/database/postgres-server.ts",
    right: "  if (readOnly) throw",
    wrong: "  if (readOnly === null) throw",
    test: WAYS,
    title: "that only reads is refused at once",
  },
  {
    mistake: "a process takes more connections than it is given",
    file: "src/portal/store/postgres.ts",
    right: "access.maxConnections ?? MAX_CONNECTIONS",
    wrong: "MAX_CONNECTIONS",
    test: WAYS,
    title: "keeps to the number of connections",
  },
  {
    mistake: "all users of a machine read a password in the list of processes",
    file: "src/cli/command.ts",
    right: 'command.getOptionValueSource(name) === "cli"',
    wrong: 'command.getOptionValueSource(name) === "default"',
    test: "test/unit/cli/database-options.test.ts",
    title: "refuses a password in the list of processes",
  },
  {
    mistake: "a store without a service can't be backed up",
    file: "src/portal/store/copy.ts",
    right: "  if (tables === undefined) return 0;\n",
    wrong: "",
    test: "test/e2e/store.test.ts",
    title: "has every claim that was acknowledged",
  },
  {
    mistake: "a process goes on with a hash key that was followed by another, and finds nobody",
    file: "src/portal/store/rekey.ts",
    right: "createRowKeys(next).check",
    wrong: "createRowKeys(now).check",
    test: "test/unit/cli/store.test.ts",
    title: "gets a further hash key",
  },
];
