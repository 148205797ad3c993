import { UsageError } from "../../../core/errors.ts";
import { parseCredential, STATUS_LIST_SIZE } from "../../../credentials/credential/credential.ts";
import { REASON_CODES, type ReasonCode } from "../../../credentials/registry/status-log.ts";
import type { StatusReference, StatusRegistry } from "../../../credentials/registry/status-registry.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { changeRegistry, issuerPosition, readRegistry, referenceOf } from "../../registry-files.ts";

interface ReferenceOptions {
  readonly registry: string;
  readonly credential?: string;
  readonly issuer?: string;
  readonly index?: number;
}

interface ChangeOptions extends ReferenceOptions {
  readonly actor: string;
  readonly reason: ReasonCode;
  readonly now?: number;
}

const referenceOptions = [
  shared.registry,
  option("--credential <file>", "the credential, or give --issuer and --index"),
  option("--issuer <public key>", "the issuer's public key"),
  option("--index <number>", "the credential's status index").argParser(integer(0, STATUS_LIST_SIZE - 1)),
];

const ACTIONS = {
  revoke: { summary: "revoke a credential for good", reason: "moved-away", done: "revoked" },
  suspend: { summary: "suspend a credential", reason: "fraud-suspected", done: "suspended" },
  reinstate: {
    summary: "make a suspended credential usable again",
    reason: "investigation-closed",
    done: "usable again",
  },
} as const;

/** `civicproof status revoke | suspend | reinstate | show` */
export const addStatus: AddCommands = (program, run) => {
  const group = program.command("status").description("revoke, suspend and reinstate credentials");

  for (const [action, { summary, reason, done }] of Object.entries(ACTIONS)) {
    addCommand<ChangeOptions>(group, run, {
      usage: action,
      summary,
      example: `status ${action} --registry registry.json --credential credential.json --actor desk-3 --reason ${reason}`,
      options: [
        ...referenceOptions,
        shared.actor,
        required("--reason <code>", `one of ${REASON_CODES.join(", ")}; or other:<code of your own>`),
        shared.now,
      ],
      async run(options) {
        const { actor, reason: reasonCode, now } = options;
        return changeRegistry(options.registry, async (registry) => {
          const reference = await readReference(registry, options);
          registry[action as keyof typeof ACTIONS](reference, {
            timeSeconds: now ?? currentSeconds(),
            actor,
            reasonCode,
          });
          const { statusRoot } = registry;
          return {
            text: `The credential is ${done}.\nStatus root: ${statusRoot}\nPublish it with \`civicproof registry snapshot\`.`,
            json: { ...reference, status: registry.status(reference), statusRoot },
          };
        });
      },
    });
  }

  addCommand<ReferenceOptions>(group, run, {
    usage: "show",
    summary: "show a credential's status and its history",
    example: "status show --registry registry.json --credential credential.json",
    options: referenceOptions,
    async run(options) {
      const registry = await readRegistry(options.registry);
      const reference = await readReference(registry, options);
      const status = registry.status(reference);
      const history = registry.log
        .filter((entry) => entry.issuerIndex === reference.issuerIndex && entry.statusIndex === reference.statusIndex)
        .map(({ time, action, reasonCode, actor }) => ({ time, action, reasonCode, actor }));
      const lines = history.map(
        ({ time, action, reasonCode, actor }) =>
          `  ${new Date(time * 1000).toISOString().replace(".000Z", "Z")}  ${action} by ${actor} (${reasonCode})`,
      );
      return {
        text: [`Status: ${status}`, ...(lines.length === 0 ? ["No change was ever recorded."] : lines)].join("\n"),
        json: { ...reference, status, history },
      };
    },
  });
};

async function readReference(registry: StatusRegistry, options: ReferenceOptions): Promise<StatusReference> {
  const { credential, issuer, index } = options;
  if (credential !== undefined && issuer === undefined && index === undefined)
    return referenceOf(registry, await readJson(credential, parseCredential));
  if (credential === undefined && issuer !== undefined && index !== undefined)
    return { issuerIndex: issuerPosition(registry, issuer), statusIndex: index };
  throw new UsageError({ message: "give --credential, or --issuer with --index" });
}
