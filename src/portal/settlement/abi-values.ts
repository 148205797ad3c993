/** JSON values as contract arguments: numbers and decimal strings become integers as the ABI says. */
import type { AbiParameter } from "viem";
import { refusal } from "../../core/errors.ts";

/** What a `$name` in a plan stands for. */
export type Placeholders = Readonly<Record<string, string>>;

/**
 * Converts one value. A string that starts with `$` is replaced first.
 *
 * @throws SettlementError for an unknown placeholder or a value that the type does not take
 */
export function toAbiValue(parameter: AbiParameter, value: unknown, placeholders: Placeholders, path: string): unknown {
  const { type } = parameter;
  const list = /^(.*)\[(\d*)\]$/.exec(type);
  if (list !== null) {
    const length = list[2] === "" ? undefined : Number(list[2]);
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) throw unfit(path, type);
    const element = { ...parameter, type: list[1]! } as AbiParameter;
    return value.map((each, i) => toAbiValue(element, each, placeholders, `${path}[${i}]`));
  }
  if (type === "tuple") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw unfit(path, type);
    const { components } = parameter as { readonly components: readonly AbiParameter[] };
    return toAbiRecord(components, value as Readonly<Record<string, unknown>>, placeholders, path);
  }
  const given = typeof value === "string" && value.startsWith("$") ? replaced(value, placeholders, path) : value;
  if (/^u?int/.test(type)) {
    const isInteger =
      Number.isSafeInteger(given) || (typeof given === "string" && /^-?(?:0|[1-9]\d{0,77})$/.test(given));
    if (!isInteger) throw unfit(path, type);
    return BigInt(given as string | number);
  }
  if (type === "bool" ? typeof given !== "boolean" : typeof given !== "string") throw unfit(path, type);
  return given;
}

/** Named values in the order of the ABI. @throws SettlementError for one that is missing, superfluous or unfit */
export function toAbiRecord(
  parameters: readonly AbiParameter[],
  values: Readonly<Record<string, unknown>>,
  placeholders: Placeholders,
  path: string,
): Readonly<Record<string, unknown>> {
  const names = parameters.map(({ name }) => name ?? "");
  const superfluous = Object.keys(values).find((name) => !names.includes(name));
  if (superfluous !== undefined) throw new SettlementError({ path: `${path}.${superfluous}`, expected: names.join() });
  return Object.fromEntries(
    parameters.map((parameter, i) => {
      const name = names[i]!;
      if (!Object.hasOwn(values, name))
        throw new SettlementError({ path: `${path}.${name}`, expected: parameter.type });
      return [name, toAbiValue(parameter, values[name], placeholders, `${path}.${name}`)] as const;
    }),
  );
}

function replaced(text: string, placeholders: Placeholders, path: string): string {
  if (!Object.hasOwn(placeholders, text)) {
    throw new SettlementError({ path, expected: Object.keys(placeholders).join(" or "), received: text.slice(0, 80) });
  }
  return placeholders[text]!;
}

function unfit(path: string, type: string): SettlementError {
  return new SettlementError({ path, expected: type });
}

/**
 * A presentation, or a list of them, can't be turned into a call of this contract.
 *
 * What to do: correct the value at `path`.
 */
export class SettlementError extends /* @__PURE__ */ refusal(
  "SETTLEMENT_INVALID",
  "SettlementError",
  "This can't be settled",
) {}
