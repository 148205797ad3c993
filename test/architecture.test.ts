/** The layout of src/: rooms and the arrows between them as src/README.md has them, no circles, and one of each thing. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";

/** The rooms of src/; nothing else may stand there but entry points and the README. */
const ROOMS = [
  "browser",
  "ceremony",
  "cli",
  "core",
  "credentials",
  "dpia",
  "engine",
  "office",
  "portal",
  "presentation",
  "records",
  "statement",
];
const MOST_FILES_ON_TOP = 10;

interface SourceFile {
  readonly path: string;
  readonly source: string;
  /** What it imports: paths below src/ for its own files, names for packages. */
  readonly imports: readonly string[];
}

function importsOf(path: string, source: string): string[] {
  // AssemblyScript names its files without their ending and imports layers that are generated: no part of this graph.
  if (path.includes("/assembly/")) return [];
  const found = source.matchAll(/(?:from\s+|import\s+|import\(\s*|new URL\(\s*)["']([^"']+)["']/g);
  return [...found].map(([, name]) =>
    name!.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), name!)) : name!,
  );
}

const files: readonly SourceFile[] = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .map((name) => {
    const path = name.replaceAll("\\", "/");
    const source = readFileSync(join("src", path), "utf8");
    return { path, source, imports: importsOf(path, source) };
  });

interface Row {
  readonly rooms: readonly string[];
  readonly mayImport: readonly string[];
}

/** The table of src/README.md: `| \`room/\` | rooms it may import | what it is |`. */
const rows: readonly Row[] = [
  ...readFileSync("src/README.md", "utf8").matchAll(/^\| (`[^|]+?) \|\s*([^|]*?)\s*\| .+ \|$/gm),
].map(([, names, allowed]) => ({
  rooms: [...names!.matchAll(/`([^`]+?)\/?`/g)].map((match) => match[1]!),
  mayImport: allowed!.split(",").map((name) => name.trim()),
}));
const listed = rows.flatMap(({ rooms }) => rooms);

/** The listed room that a file stands in: the longest that fits; an entry point is a room of its own. */
function roomOf(path: string): string | undefined {
  return listed.filter((room) => path === room || path.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
}

/** Circles, each as the files that import each other (Tarjan's strongly connected components). */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, { index: number; low: number }>();
  const stack: string[] = [];
  const visit = (node: string): { index: number; low: number } => {
    const mark = { index: order.size, low: order.size };
    order.set(node, mark);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const known = order.get(next);
      if (known === undefined) mark.low = Math.min(mark.low, visit(next).low);
      else if (stack.includes(next)) mark.low = Math.min(mark.low, known.index);
    }
    if (mark.low === mark.index) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1 || (graph.get(node) ?? []).includes(node)) found.push(circle.sort());
    }
    return mark;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

describe("the rooms of src/", () => {
  it("are these twelve", () => {
    const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(ROOMS);
  });

  it("have the entry points above them, and nothing else", () => {
    const onTop = files.filter(({ path }) => !path.includes("/"));
    expect(onTop.length).toBeLessThanOrEqual(MOST_FILES_ON_TOP);
    expect(onTop.filter(({ path }) => !listed.includes(path))).toEqual([]);
  });

  it("stand in the table of src/README.md, each once", () => {
    expect(listed.length).toBe(new Set(listed).size);
    expect(files.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([]);
    const present = new Set(files.map(({ path }) => roomOf(path)));
    expect(listed.filter((room) => !present.has(room))).toEqual([]);
  });

  it("import what the table says, all of it and nothing else", () => {
    const arrows = new Map(listed.map((room) => [room, new Set<string>()]));
    for (const { path, imports } of files) {
      const room = roomOf(path)!;
      for (const target of imports) {
        const other = roomOf(target);
        if (other !== undefined && other !== room) arrows.get(room)!.add(other);
      }
    }
    for (const { rooms, mayImport } of rows) {
      const used = new Set(rooms.flatMap((room) => [...arrows.get(room)!]));
      if (mayImport.includes("everything")) continue;
      expect({ rooms, imports: [...used].sort() }).toEqual({ rooms, imports: mayImport.filter(Boolean).sort() });
    }
  });

  it("are imported downwards only", () => {
    const floors = rows.flatMap(({ rooms }, floor) => rooms.map((room) => [room, floor] as const));
    const floorOf = new Map(floors);
    const upwards = files.flatMap(({ path, imports }) =>
      imports
        .filter((target) => roomOf(target) !== undefined)
        .filter((target) => floorOf.get(roomOf(target)!)! > floorOf.get(roomOf(path)!)!)
        .map((target) => `${path} imports ${target}`),
    );
    expect(upwards).toEqual([]);
  });
});

describe("files", () => {
  it("never import each other in a circle", () => {
    expect(circles(new Map(files.map(({ path, imports }) => [path, imports])))).toEqual([]);
  });

  it("would be seen in a circle", () => {
    const graph = { "a.ts": ["b.ts"], "b.ts": ["c.ts", "d.ts"], "c.ts": ["a.ts"], "d.ts": [] };
    expect(circles(new Map(Object.entries(graph)))).toEqual([["a.ts", "b.ts", "c.ts"]]);
  });

  it("leave snarkjs and ffjavascript to engine/snark", () => {
    const importers = files.filter(({ imports }) => imports.some((name) => /^(snarkjs|ffjavascript)/.test(name)));
    expect(importers.filter(({ path }) => roomOf(path) !== "engine/snark")).toEqual([]);
  });
});

/** What exists once: where, how it is recognised, and how a second copy would look. */
const ONE_OF_EACH: Readonly<Record<string, { home: string; sign: RegExp; copy: string }>> = {
  "directories made with those above them": {
    home: "core/make-directory.ts",
    sign: /mkdir(?:Sync)?\([^;]*(?:recursive: true|, \{ mode \}\);)/,
    copy: "await mkdir(directory, { recursive: true });",
  },
  base64url: {
    home: "core/bytes.ts",
    sign: /base64url(?:nopad)?\b[^;]*@scure\/base|["']base64url["']|\breplaceAll\(["']-["'], ["']\+["']\)/,
    copy: `Buffer.from(text, "base64url")`,
  },
  hexadecimal: {
    home: "core/bytes.ts",
    sign: /\b(?:bytesToHex|hexToBytes)\b[^;]*@noble\/hashes|toString\(["']hex["']\)|digest\(["']hex["']\)|,\s*["']hex["']\)|toString\(16\)\.padStart\(2/,
    copy: `[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")`,
  },
  "integers from and to bytes": {
    home: "core/bytes.ts",
    sign: /\bgetBigUint64\(|\bsetBigUint64\(|<< 8n\b|BigInt\(`0x\$\{/,
    copy: "for (const byte of bytes) value = (value << 8n) | BigInt(byte);",
  },
  "the iden3 container": {
    home: "engine/groth16/files/binfile.ts",
    sign: /getUint32\(8, true\)|setUint32\(8, \w/,
    copy: "const count = view.getUint32(8, true);",
  },
  "reading R1CS": {
    home: "engine/groth16/files/r1cs.ts",
    sign: /0x73633172|type: "r1cs"/,
    copy: `readSections(bytes, { type: "r1cs", maxVersion: 1, path })`,
  },
  "reading the sections of a zkey": {
    home: "engine/groth16/files/zkey.ts",
    sign: /0x79656b7a|type: "zkey"/,
    copy: `readSections(bytes, { type: "zkey", maxVersion: 1, path })`,
  },
  "opening a SQLite connection": {
    home: "core/database/sqlite.ts",
    sign: /new (?:Database|BetterSqlite\w*)\(/,
    copy: `new Database(file)`,
  },
  "opening a Postgres connection": {
    home: "core/database/postgres.ts",
    sign: /new (?:\w+\.)?(?:Pool|Client)\(/,
    copy: "new pg.Pool({ connectionString: url })",
  },
  "gamma = ±delta": {
    home: "engine/groth16/unsafe-key.ts",
    sign: /new UnsafeKeyError\(/,
    copy: `if (gamma[0] === delta[0]) throw new UnsafeKeyError({ path: "delta" });`,
  },
};

describe("one of each", () => {
  it.each(Object.entries(ONE_OF_EACH))("%s", (_, { home, sign, copy }) => {
    const withSign = files.filter(({ path, source }) => !path.includes(".generated.") && sign.test(source));
    expect(withSign.map(({ path }) => path)).toEqual([home]);
    // A second copy would not stay unseen.
    expect(copy).toMatch(sign);
  });
});

/** Every entry point of the package that has exports. */
const ENTRY_POINTS = files
  .map(({ path }) => path)
  .filter(
    (path) =>
      !path.includes("/") ||
      /^(browser\/(components|worker|wallet)|dpia|office|engine\/groth16|portal\/(server|settlement)|presentation\/openid|records(\/archive)?|statement\/policy)\/index\.ts$/.test(
        path,
      ),
  );

const importEntryPoint = (path: string): Promise<Record<string, unknown>> =>
  import(join(dirname(import.meta.dirname), "src", path));

/** What a refusal never says: something else than what was expected, and a choice of places. */
const VAGUE_WORDS: Readonly<Record<string, { sign: RegExp; example: string }>> = {
  "says the value or the size that came": {
    sign: /["'`](?:(?:another|others)\b|other bytes["'`])/,
    example: `throw refuse("the BN254 scalar field", "another field")`,
  },
  "names one place": {
    sign: /\bpath: (["'`])[^"'`$]*(?: or |, )/,
    example: `new RequestError({ path: "policyHash or today" })`,
  },
};

describe("a refusal", () => {
  it.each(Object.entries(VAGUE_WORDS))("%s", (_, { sign, example }) => {
    const spoken = files.filter(
      ({ path }) => !path.startsWith("dpia/report/messages/") && !path.includes(".generated."),
    );
    expect(spoken.filter(({ source }) => sign.test(source)).map(({ path }) => path)).toEqual([]);
    expect(example).toMatch(sign);
  });
});

describe("an entry point", () => {
  const entryPoints = ENTRY_POINTS.filter((path) => !["index.ts", "node.ts", "snarkjs.ts"].includes(path));

  /** The files that run when this one is imported. */
  function reached(path: string, seen = new Set<string>()): Set<string> {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined || seen.has(path)) return seen;
    seen.add(path);
    const valueImports = file.source.replaceAll(/(?:import|export) type [^;]*;/g, "");
    for (const target of importsOf(path, valueImports)) reached(target, seen);
    return seen;
  }

  it.each(entryPoints)("%s exports each refusal that it can throw", async (path) => {
    const thrown = [...reached(path)].flatMap((target) => {
      const { source } = files.find((candidate) => candidate.path === target)!;
      return [...source.matchAll(/export class (\w+) extends \/\* @__PURE__ \*\/ refusal/g)].map(([, name]) => name!);
    });
    const exported = Object.keys(await importEntryPoint(path));
    expect(thrown.filter((name) => !exported.includes(name))).toEqual([]);
  });
});

/** A name of an index file and where it comes from: `./record.ts#RecordError`, or its own file. */
function ownExports({ path, source }: SourceFile): { readonly names: Map<string, string>; readonly all: string[] } {
  const names = new Map<string, string>();
  const resolve = (target: string) => posix.normalize(posix.join(posix.dirname(path), target));
  const list = (text: string) =>
    [...text.matchAll(/(?:type )?(\w+)(?: as (\w+))?\s*(?:,|$)/g)].map(([, name, as]) => ({
      name: name!,
      as: as ?? name!,
    }));
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  for (const [, name] of code.matchAll(
    /^export (?:declare |abstract |async )*(?:const|function\*?|class|interface|type|let|enum) (\w+)/gm,
  ))
    names.set(name!, `${path}#${name}`);
  const imported = new Map<string, string>();
  for (const [, listed, target] of code.matchAll(/^import (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm))
    for (const { name, as } of list(listed!)) imported.set(as, `${resolve(target!)}#${name}`);
  for (const [, listed, target] of code.matchAll(/^export (?:type )?\{([^}]*)\}(?: from "([^"]+)")?;/gm))
    for (const { name, as } of list(listed!))
      names.set(as, target === undefined ? (imported.get(name) ?? `${path}#${name}`) : `${resolve(target)}#${name}`);
  const all = [...code.matchAll(/^export (?:type )?\* from "([^"]+)";/gm)].map(([, target]) => resolve(target!));
  return { names, all };
}

/** Where each exported name of a file is defined, values and types. */
function definitionsOf(path: string, among: readonly SourceFile[] = files): Map<string, string> {
  const file = among.find((candidate) => candidate.path === path);
  if (file === undefined) return new Map();
  const { names, all } = ownExports(file);
  const found = new Map(all.flatMap((target) => [...definitionsOf(target, among)]));
  for (const [name, from] of names) {
    const [target, original] = from.split("#") as [string, string];
    const next = target === path ? undefined : definitionsOf(target, among).get(original);
    found.set(name, next ?? from);
  }
  return found;
}

/** Names with more than one definition: `name: a.ts#name, b.ts#name`. */
function ambiguous(entries: readonly ReadonlyMap<string, string>[]): string[] {
  const all = new Map<string, Set<string>>();
  for (const entry of entries)
    for (const [name, definition] of entry) all.set(name, (all.get(name) ?? new Set()).add(definition));
  return [...all].filter(([, { size }]) => size > 1).map(([name, places]) => `${name}: ${[...places].join(", ")}`);
}

describe("entry points give one name one meaning", () => {
  const definitions = new Map(ENTRY_POINTS.map((path) => [path, definitionsOf(path)]));

  it("values and types", () => {
    expect(ambiguous([...definitions.values()])).toEqual([]);
  });

  it.each(ENTRY_POINTS)(
    "%s: every value that it has when it runs was seen, and is the same everywhere",
    async (path) => {
      const module = await importEntryPoint(path);
      expect(Object.keys(module).filter((name) => !definitions.get(path)!.has(name))).toEqual([]);
      for (const other of ENTRY_POINTS) {
        const values = await importEntryPoint(other);
        const different = Object.keys(module).filter((name) => name in values && values[name] !== module[name]);
        expect({ other, different }).toEqual({ other, different: [] });
      }
    },
  );

  it("would be seen not to", () => {
    const file = (path: string, source: string): SourceFile => ({ path, source, imports: [] });
    const among = [
      file("a.ts", `export type { Reason } from "./c.ts";\nexport * from "./e.ts";`),
      file("b.ts", `export { type Reason, LIMIT } from "./d.ts";`),
      file("c.ts", "export interface Reason {}"),
      file("d.ts", `import { LIMIT } from "./e.ts";\nexport type Reason = string;\nexport { LIMIT };`),
      file("e.ts", "export const LIMIT = 1;"),
    ];
    expect(ambiguous(["a.ts", "b.ts"].map((path) => definitionsOf(path, among)))).toEqual([
      "Reason: c.ts#Reason, d.ts#Reason",
    ]);
  });
});
