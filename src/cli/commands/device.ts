import { Option } from "commander";
import { bytesToHex, hexToBytes } from "../../core/bytes.ts";
import { visible } from "../../core/text.ts";
import { listDevices, registerDevice, revokeDevice } from "../../records/archive/devices.ts";
import { DEVICE_ALGORITHMS, type DeviceAlgorithm, DeviceError } from "../../records/device.ts";
import { type AddCommands, addCommand, currentSeconds, option, required } from "../command.ts";
import { type StoreOptions, store, withStore } from "./anchor/shared.ts";

const name = required("--name <device>", "lower-case letters, digits and . _ : -, at most 64");

/** `civicproof device register | list | revoke` */
export const addDevice: AddCommands = (program, run) => {
  const group = program.command("device").description("devices whose readings a record store takes");

  addCommand<StoreOptions & { name: string; algorithm: DeviceAlgorithm; publicKey: string; residency?: string }>(
    group,
    run,
    {
      usage: "register",
      summary: "take readings of a device from now on, or give it a new key; its counter continues",
      example: "device register --store records/ --name meter-17 --public-key 9c1185a5c5e9fc54…",
      options: [
        ...store,
        name,
        required("--public-key <hex>", "64 digits for Ed25519, 66 for P-256 (compressed)"),
        new Option("--algorithm <name>", "what it signs with").choices([...DEVICE_ALGORITHMS]).default("ed25519"),
        option("--residency <label>", "where the store is; needed when there is none yet"),
      ],
      async run({ name: device, algorithm, publicKey, residency, now: _, ...options }) {
        if (!/^(?:[0-9a-fA-F]{2})+$/.test(publicKey))
          throw new DeviceError({ path: "--public-key", expected: "hexadecimal digits" });
        await withStore(
          options,
          (opened) => registerDevice(opened, { device, algorithm, publicKey: hexToBytes(publicKey) }),
          residency === undefined ? {} : { residency },
        );
        return { text: `Readings of ${device} are taken.`, json: { device, algorithm } };
      },
    },
  );

  addCommand<StoreOptions>(group, run, {
    usage: "list",
    summary: "all devices: their keys, their last readings, and who is revoked",
    example: "device list --store records/",
    options: store,
    async run(options) {
      const devices = await withStore(options, listDevices);
      const json = devices.map(({ publicKey, ...device }) => ({ ...device, publicKey: bytesToHex(publicKey) }));
      const lines = devices.map(({ device, algorithm, counter, timeSeconds, revokedSeconds }) => {
        const last =
          counter === undefined || timeSeconds === undefined
            ? "no reading yet"
            : `${counter} at ${instantOf(timeSeconds)}`;
        const revoked = revokedSeconds === undefined ? "" : `, revoked ${instantOf(revokedSeconds)}`;
        return `${visible(device)} (${algorithm}): ${last}${revoked}`;
      });
      return { text: lines.length === 0 ? "No devices." : lines.join("\n"), json: { devices: json } };
    },
  });

  addCommand<StoreOptions & { name: string }>(group, run, {
    usage: "revoke",
    summary: "take no more readings of a device",
    example: "device revoke --store records/ --name meter-17",
    options: [...store, name],
    async run({ name: device, now, ...options }) {
      await withStore(options, (opened) => revokeDevice(opened, device, now ?? currentSeconds()));
      return { text: `Readings of ${device} are refused from now on.`, json: { device } };
    },
  });
};

const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
