import { resolve } from "node:path";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { type DatabaseOptions, databaseAccess } from "../../database-options.ts";
import { openOffice } from "../../office/open.ts";

interface Options extends DatabaseOptions {
  readonly publicUrl: string;
  readonly artifacts?: string;
  readonly allowDevelopmentKeys?: boolean;
}

/** `civicproof office publish` */
export const addPublish: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "publish <folder>",
    summary: "publish what is due, once; by cron at each full hour",
    example: "office publish city --public-url https://office.example.org",
    options: [
      required("--public-url <url>", "the office's address as wallets see it"),
      shared.artifacts,
      shared.allowDevelopmentKeys,
      ...databaseAccess,
    ],
    run: async (options, _terminal, [folder]) => {
      const office = await openOffice(resolve(folder!), options);
      try {
        const timeSeconds = await office.publish(options.publicUrl.replace(/\/+$/, ""));
        const text =
          timeSeconds === undefined
            ? "Nothing is due."
            : `Published for ${new Date(timeSeconds * 1_000).toISOString()}.`;
        return { text, json: { timeSeconds: timeSeconds ?? null } };
      } finally {
        await office.close();
      }
    },
  });
};
