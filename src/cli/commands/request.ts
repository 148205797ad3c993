import { createRequest, type ScopeParts } from "../../presentation/proof/request.ts";
import { compilePolicy } from "../../statement/policy/compile.ts";
import {
  type AddCommands,
  addCommand,
  currentSeconds,
  instant,
  integer,
  option,
  required,
  shared,
} from "../command.ts";
import { writeJson } from "../files.ts";
import { toJson } from "../json.ts";
import { readPolicy } from "../policy-files.ts";
import { inFile } from "../report-error.ts";

interface Options {
  readonly policy: string;
  readonly schema: string;
  readonly verifier: string;
  readonly programme?: string;
  readonly chainId?: string;
  readonly contract?: string;
  readonly programmeVersion?: number;
  readonly ordinal?: number;
  readonly registry: string;
  readonly grid?: string;
  readonly responseOrigin?: string;
  readonly origin: string;
  readonly recipient?: string;
  readonly lifetime?: number;
  readonly asOf?: number;
  readonly now?: number;
  readonly out?: string;
  readonly force?: boolean;
}

/** `civicproof request` */
export const addRequest: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "request",
    summary: "ask for one proof of a policy; keep the file, send a copy to the holder",
    example: [
      "request --policy policy.json --schema schema.json --verifier benefits.example.org \\",
      "      --registry 0f… --grid month/2026-11-01/60 --origin https://benefits.example.org --out request.json",
    ].join("\n"),
    options: [
      required("--policy <file>", "the policy"),
      required("--schema <file>", "the credential schema that the policy names"),
      required("--verifier <domain>", "your domain name; part of the scope in which a person is recognised again"),
      option("--programme <name>", "part of the scope; default: the policy's programme"),
      option("--chain-id <id>", "CAIP-2 chain id, where claims settle on a chain"),
      option("--contract <address>", "contract on that chain"),
      option("--programme-version <number>", "version of the programme's terms there; default: 1").argParser(
        integer(0, 2 ** 32 - 1),
      ),
      option("--ordinal <number>", "which of the person's claims in the period it is there; default: 1").argParser(
        integer(1, 16),
      ),
      required("--registry <id>", "id of the registry whose statements count, 64 hexadecimal digits"),
      option("--grid <grid>", "the programme's periods, such as month/2026-11-01/60, where the policy has none"),
      required("--origin <origin>", "web origin that asks"),
      option("--response-origin <origin>", "origin of the address that gets the answer; default: the asking one"),
      option("--recipient <text>", "who is paid or served, where the answer is to be bound to it"),
      option("--lifetime <seconds>", "how long the request may be answered; default: 600").argParser(
        integer(1, 86_400),
      ),
      option("--as-of <instant>", "decide by the day, period and roots of an earlier instant, for an appeal").argParser(
        instant,
      ),
      shared.now,
      option("--out <file>", "the request file; default: stdout"),
      shared.force,
    ],
    async run(options) {
      const { schema: schemaFile, verifier, programme, chainId, contract, out, force } = options;
      const { policy, schema } = await readPolicy(options.policy, schemaFile);
      const compiled = await inFile(options.policy, () => compilePolicy(policy, schema));
      const scope: Omit<ScopeParts, "programme"> & { programme?: string } = {
        verifier,
        ...(programme === undefined ? {} : { programme }),
        ...(chainId === undefined ? {} : { chainId }),
        ...(contract === undefined ? {} : { contract }),
      };
      const request = createRequest({
        policy: compiled,
        scope,
        registry: options.registry,
        ...(options.grid === undefined ? {} : { grid: options.grid }),
        origin: options.origin,
        ...(options.responseOrigin === undefined ? {} : { responseOrigin: options.responseOrigin }),
        ...(options.recipient === undefined ? {} : { recipient: options.recipient }),
        ...(chainId === undefined
          ? {}
          : { chain: { version: options.programmeVersion ?? 1, ordinal: options.ordinal ?? 1 } }),
        nowSeconds: options.now ?? currentSeconds(),
        ...(options.lifetime === undefined ? {} : { lifetimeSeconds: options.lifetime }),
        ...(options.asOf === undefined ? {} : { asOfSeconds: options.asOf }),
      });
      if (out !== undefined) await writeJson(out, request, { force });
      const until = new Date(request.expiresAtSeconds * 1000).toISOString();
      return {
        text: out === undefined ? toJson(request, 2) : `The request is in ${out}; it can be answered until ${until}.`,
        json: { out: out ?? null, request },
      };
    },
  });
};
