/** What an office says of itself in an assessment is what its tables hold, and for as long. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/core/database/sqlite.ts";
import { describeOffice, OFFICE_COLUMNS } from "../../../src/office/describe.ts";
import { BRIDGE_TABLES } from "../../../src/office/store/bridge-sessions.ts";
import { OFFICE_TABLES } from "../../../src/office/store/tables.ts";
import { ENROLMENT_SCHEMA } from "../../office.ts";
import { startOffice } from "./office.ts";
import { TOWN_SCHEMA } from "./world.ts";

const all = describeOffice({
  ...{ party: "registry", credentials: [{ source: "sql", schema: TOWN_SCHEMA }], identitySchema: ENROLMENT_SCHEMA },
  ...{ isIssueForTwo: true, sessionSeconds: 3_600 },
  bridges: [{ kind: "SD-JWT VC", sees: ["birthdate"], seconds: 0 }],
});
const secondsOf = (office: typeof all, item: string) => office.holds.find((each) => each.item === item)?.seconds;

describe("an office as a party", () => {
  it("names every column of every table that it keeps", async () => {
    const office = await startOffice();
    const database = await openSqlite(join(office.folder, "office.db"));
    const tables = [...OFFICE_TABLES.tables, ...BRIDGE_TABLES.tables];
    for (const table of tables) {
      const columns = await database.query<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`);
      expect([table, columns.map(({ name }) => name).sort()]).toEqual([
        table,
        Object.keys(OFFICE_COLUMNS[table] ?? {}).sort(),
      ]);
    }
    expect(Object.keys(OFFICE_COLUMNS).sort()).toEqual(tables.sort());
    await database.close();
    await office.close();
  });

  it("holds what its columns say", () => {
    const said = new Set(Object.values(OFFICE_COLUMNS).flatMap((columns) => Object.values(columns)));
    said.delete("none");
    expect([...said].filter((item) => !all.holds.some((each) => each.item === item))).toEqual([]);
  });

  it("reads the claims of its schemas, and those of an enrolment where there is one", () => {
    expect(all.reads).toEqual([
      {
        ...{ source: "sql", credential: "townsperson@1", identity: ["birthDate", "reference"] },
        claims: ["birthDate", "district", "annualIncome", "disabled"],
      },
    ]);
    const alone = describeOffice({ party: "registry", credentials: [{ source: "csv", schema: TOWN_SCHEMA }] });
    expect(alone.reads[0]).not.toHaveProperty("identity");
    expect(["identity", "commitment"].map((item) => secondsOf(alone, item))).toEqual([undefined, undefined]);
    expect(alone).not.toHaveProperty("bridges");
    expect(all.bridges).toEqual([{ kind: "SD-JWT VC", sees: ["birthdate"], seconds: 0 }]);
    const heldBy = ({ holds }: typeof all) => holds.filter(({ item, form }) => item === "claims" && form === "sealed");
    expect([heldBy(all).length, heldBy(alone).length]).toEqual([1, 0]);
  });

  it("forgets an offer, with the identifier in it, when it says so and hardly before", async () => {
    const office = await startOffice();
    const start = office.clock.now;
    const { link, transactionCode } = await office.offer();
    const fetch: typeof office.fetch = async (url, init) => {
      // Whoever takes the longest: redeemed in the last second, issued in the last second after that.
      if (url.endsWith("/token")) office.clock.now = start + 599;
      if (url.endsWith("/nonce")) office.clock.now = start + 1_198;
      return office.fetch(url, init);
    };
    await office.wallet().receive(link, { transactionCode, fetch });
    const described = secondsOf(
      describeOffice({ party: "registry", credentials: [{ source: "csv", schema: TOWN_SCHEMA }] }),
      "identifier",
    ) as number;
    expect(described).toBeLessThan(3_600);
    office.clock.now = start + described - 63;
    expect(await office.store.offers.sweep()).toBe(0);
    office.clock.now = start + described - 60;
    expect(await office.store.offers.sweep()).toBe(1);
    await office.close();
  });

  it("keeps no claim readable in any table, not even while an offer runs", async () => {
    const office = await startOffice();
    const database = await openSqlite(join(office.folder, "office.db"));
    const { link, transactionCode } = await office.offer();
    let looked = 0;
    const look = async (): Promise<void> => {
      looked++;
      for (const table of [...OFFICE_TABLES.tables, ...BRIDGE_TABLES.tables]) {
        const text = JSON.stringify(await database.query(`SELECT * FROM ${table}`), (_, value) =>
          value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value,
        );
        for (const claim of ["1950-02-28", "AT130", "2100000", "P-4711", '"T-1"'])
          expect(text.includes(claim), `${table}: ${claim}`).toBe(false);
      }
    };
    const fetch: typeof office.fetch = async (url, init) => {
      const answer = await office.fetch(url, init);
      await look();
      return answer;
    };
    await office.wallet().receive(link, { transactionCode, fetch });
    expect(looked).toBe(5);
    await database.close();
    await office.close();
  });
});
