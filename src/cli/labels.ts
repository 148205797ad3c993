/** What claims are called, from the command line. */
import { InvalidArgumentError, type Option } from "commander";
import { isShownText } from "../core/text.ts";
import { option } from "./command.ts";

/** Labels by claim. */
export type Labels = Readonly<Record<string, string>>;

/** `--label <claim=words>`, repeatable. */
export const labelOption = (): Option =>
  option("--label <claim=words>", "what a claim is called, without article; may be repeated").argParser(
    (text: string, labels: Labels = {}): Labels => {
      const [, claim, words] = /^([A-Za-z][A-Za-z0-9_]{0,39})=(.{1,80})$/u.exec(text) ?? [];
      if (claim === undefined || words === undefined || !isShownText(words))
        throw new InvalidArgumentError("Expected a claim and its words, such as rentCap=rent limit.");
      return { ...labels, [claim]: words };
    },
  );
