/** The files of examples/operations: their forms, the metrics and options that they name, and the image's steps. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { cli } from "../unit/cli/terminal.ts";

const DIRECTORY = "examples/operations";
const text = (name: string): string => readFileSync(join(DIRECTORY, name), "utf8");
const dockerfile = text("Dockerfile");
// Lines that a backslash goes on with are one instruction.
const instructions = dockerfile
  .replaceAll(/\\\n/g, " ")
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line));
const KINDS = { Deployment, Service, PodDisruptionBudget } as const;
type Kind = keyof typeof KINDS;

/** Paths of a compose file or pod that name something of the command line. */
const settings = text("service.env")
  .split("\n")
  .flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);

describe("the image", () => {
  it("is a valid Dockerfile", () => {
    expect(validate(dockerfile, { instructionJSONInSingleQuotes: 2 } as object)).toEqual([]);
  });

  it("is slim, runs as a number that is not root, and starts without a shell", () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
    expect(last[0]).toMatch(/^FROM node:\d+-[a-z]+-slim$/);
    expect(last.find((line) => line.startsWith("USER "))).toMatch(/^USER [1-9]\d*$/);
    for (const line of last.filter((each) => /^(?:CMD|ENTRYPOINT)/.test(each)))
      expect(JSON.parse(line.replace(/^\w+ /, ""))).toEqual(expect.any(Array));
    expect(last.filter((line) => line.startsWith("RUN "))).toEqual([]);
  });

  it("installs the releases of optional packages that the package names", () => {
    const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const installed = [...dockerfile.matchAll(/ (@?[a-z][a-z/-]+)@(\d+)/g)].map(([, name, major]) => [name, major!]);
    expect(installed.length).toBeGreaterThan(5);
    for (const [name, major] of installed) expect(peerDependencies[name!].split(" || ")).toContain(major);
  });
});

describe("Kubernetes", () => {
  const documents = parseAllDocuments(text("kubernetes.yaml")).map((each) => each.toJS());

  it.each(documents.map((each) => [each.kind as Kind, each]))("takes the %s", (kind, document) => {
    expect(() => new KINDS[kind](document).validate()).not.toThrow();
    // A wrong one would be seen.
    expect(() => new KINDS[kind]({ ...document, spec: { ...document.spec, selector: 7 } }).validate()).toThrow();
  });

  it("runs it on a read-only disk without rights, and asks both healths", () => {
    const { containers, securityContext } = documents.find(({ kind }) => kind === "Deployment").spec.template.spec;
    const [container] = containers;
    expect(securityContext.runAsNonRoot).toBe(true);
    expect(container.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.livenessProbe.httpGet.path).toBe("/health/live");
    expect(container.readinessProbe.httpGet.path).toBe("/health");
  });
});

it("the compose file runs two such processes on a read-only disk", () => {
  const { services } = parse(text("compose.yaml"), { merge: true });
  for (const name of ["first", "second"])
    expect(services[name]).toMatchObject({ read_only: true, cap_drop: ["ALL"], depends_on: { postgres: {} } });
});

it("every option that a file names is one of serve", async () => {
  const { stdout } = await cli("serve", "--help");
  const named = ["Dockerfile", "compose.yaml", "kubernetes.yaml", "civicproof.service"].map(text).join("\n");
  const flags = [
    ...named.matchAll(
      /(?:"| )(--(?!omit|no-audit|no-fund|read-only|cap-drop|from|chown|interval|timeout|start-period)[a-z-]+)/g,
    ),
  ];
  const variables = [...named.matchAll(/\b(CIVICPROOF_[A-Z_]+[A-Z])\b/g)].map(([, name]) => name!);
  const options = [...settings, ...variables].map(
    (name) => `--${name.replace("CIVICPROOF_", "").toLowerCase().replaceAll("_", "-")}`,
  );
  for (const flag of new Set([...flags.map(([, flag]) => flag!), ...options])) expect(stdout).toContain(`${flag} `);
});

describe("what is watched", () => {
  const source = ["core/service", "portal/server"]
    .map((room) => readFileSync(`src/${room}/metrics.ts`, "utf8"))
    .join("");
  const known = [...source.matchAll(/name: "(civicproof_\w+)"/g)].map(([, name]) => name!);
  const used = (content: string) => [
    ...new Set([...content.matchAll(/civicproof_\w+/g)].map(([name]) => name.replace(/_bucket$/, ""))),
  ];

  it("is what the service says: every alert and every panel, and no metric without a panel or alert", () => {
    const names = used(text("alerts.yaml") + text("dashboard.json"));
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("has panels with places of their own", () => {
    const { panels } = JSON.parse(text("dashboard.json")) as {
      panels: { id: number; gridPos: { x: number; y: number } }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length);
  });
});

const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
for (const program of ["systemd-analyze", "promtool"])
  if (!has(program)) console.warn(`SKIPPED: ${program} is not installed, so it did not check its file`);

it.skipIf(!has("systemd-analyze"))("systemd takes the unit", () => {
  const file = join(DIRECTORY, "civicproof.service");
  expect(statSync(file).mode & 0o111).toBe(0);
  const { stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  const complaints = stderr.split("\n").filter((line) => line.includes("civicproof.service"));
  // This machine need not have Node where the server has it.
  expect(complaints.filter((line) => !/not executable/.test(line) || existsSync("/usr/bin/node"))).toEqual([]);
});

it.skipIf(!has("promtool"))("Prometheus takes the rules", () => {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", join(DIRECTORY, "alerts.yaml")], {
    encoding: "utf8",
  });
  expect({ status, said: stdout + stderr }).toMatchObject({ status: 0 });
});
