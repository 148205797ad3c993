/** The second thread of unpacking: gives points their y back. `scripts/build-workers.ts` bundles it for Node.js. */
import { parentPort, serveTasks } from "../../../core/worker-port.ts";
import { type RootsTask, unpackPoints } from "./roots.ts";

let unpack: ReturnType<typeof unpackPoints> | undefined;

serveTasks<RootsTask, Uint8Array | undefined>(
  parentPort(),
  ({ module, group, xs }) => {
    if (module !== undefined) unpack = unpackPoints(module);
    return group === undefined ? undefined : unpack!(group, xs!);
  },
  (points) => (points === undefined ? [] : [points.buffer as ArrayBuffer]),
);
