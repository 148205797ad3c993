/** The devices whose readings a store takes. */

import type { SqlConnection } from "../../core/database/sql.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { checkDevice, type Device, type DeviceAlgorithm, DeviceError } from "../device.ts";
import type { RecordStore } from "./record-store.ts";
import { requireStore } from "./record-store.ts";

/** A device and how far its readings are. */
export interface RegisteredDevice extends Device {
  /** Of the last reading that was taken; undefined before the first. */
  readonly counter: number | undefined;
  /** The device's own time in the last reading, in seconds since the epoch. */
  readonly timeSeconds: number | undefined;
  /** When it was revoked. */
  readonly revokedSeconds: number | undefined;
}

/** As it stands in the table; the counter is -1 and the time NULL before the first reading. */
export interface DeviceRow {
  readonly device: string;
  readonly algorithm: DeviceAlgorithm;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly last_time: number | null;
  readonly revoked: number | null;
}

export const DEVICE_COLUMNS = "device, algorithm, public_key, counter, last_time, revoked";

/**
 * Registers a device, or gives it a new key; its counter continues.
 *
 * @throws DeviceError for another name or algorithm, and for a key that is none or that anybody can sign for
 */
export async function registerDevice(store: RecordStore, device: Device): Promise<void> {
  const { device: name, algorithm, publicKey } = checkDevice(own(device));
  await changeDevices(store, async (connection) => {
    const changed = await connection.execute(
      "UPDATE devices SET algorithm = $1, public_key = $2, revoked = NULL WHERE device = $3",
      [algorithm, publicKey, name],
    );
    if (changed > 0) return;
    await connection.insert(
      "devices",
      ["device", "algorithm", "public_key", "counter"],
      [[name, algorithm, publicKey, -1]],
    );
  });
}

/** Takes no more readings of a device. @throws DeviceError when there is no such device; InvalidInputError for no instant */
export async function revokeDevice(store: RecordStore, device: string, nowSeconds: number): Promise<void> {
  if (!Number.isFinite(nowSeconds))
    throw new InvalidInputError({ path: "nowSeconds", expected: "seconds since the epoch" });
  await changeDevices(store, async (connection) => {
    const changed = await connection.execute("UPDATE devices SET revoked = $1 WHERE device = $2", [nowSeconds, device]);
    if (changed === 0) throw new DeviceError({ path: "device", expected: "a registered device" });
  });
}

/** All devices of a store, revoked ones too, by name. */
export async function listDevices(store: RecordStore): Promise<readonly RegisteredDevice[]> {
  requireStore(store);
  const rows = await store.database.query<DeviceRow>(`SELECT ${DEVICE_COLUMNS} FROM devices ORDER BY device`);
  return rows.map(({ device, algorithm, public_key, counter, last_time, revoked }) => ({
    device,
    algorithm,
    publicKey: Uint8Array.from(public_key),
    counter: counter < 0 ? undefined : counter,
    timeSeconds: last_time ?? undefined,
    revokedSeconds: revoked ?? undefined,
  }));
}

/** No reading is being checked meanwhile. */
async function changeDevices(store: RecordStore, work: (connection: SqlConnection) => Promise<void>): Promise<void> {
  requireStore(store);
  return store.writer.alone(() => store.writer.change(work));
}
