/** Mistakes of the office that issues: its sources, its store, what it hands out and to whom. */
import type { Plant } from "./plants.ts";

const SOURCE_TEST = "test/unit/office/source.test.ts";

export const OFFICE_PLANTS: readonly Plant[] = [
  {
    mistake: "a function that a register's query calls writes into the register",
    file: "src/office/source/sql-postgres.ts",
    right: "READ COMMITTED READ ONLY;",
    wrong: "READ COMMITTED READ WRITE;",
    test: SOURCE_TEST,
    title: "can't write on Postgres even through a function",
  },
  {
    mistake: "one of two records is taken for the person's",
    file: "src/office/source/port.ts",
    right: "  if (other !== undefined) throw",
    wrong: "  if (other === null) throw",
    test: SOURCE_TEST,
    title: "refuses nobody, two people, no value and a wrong value, each with its code",
  },
  {
    mistake: "what was read while a file changed is issued",
    file: "src/office/source/csv.ts",
    right: "(await stateOf(file)) !== before",
    wrong: "(await stateOf(file)) === undefined",
    test: SOURCE_TEST,
    title: "refuses a file that changes while it is read",
  },
  {
    mistake: "an API that fails is asked by everybody who waits",
    file: "src/office/source/breaker.ts",
    right: "if (failures >= MAX_FAILURES) {",
    wrong: "if (failures < 0) {",
    test: SOURCE_TEST,
    title: "is not asked for half a minute after five failures in a row, and then once",
  },
  {
    mistake: "an identifier leads to another address of the API",
    file: "src/office/source/http.ts",
    right: "parts.join(encodeURIComponent(subject))",
    wrong: "parts.join(subject)",
    test: SOURCE_TEST,
    title: "puts an identifier into the address so that it is no other address",
  },
];
