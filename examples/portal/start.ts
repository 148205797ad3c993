/** `npm run portal`: starts the three apps on the loopback interface and says where they are. Ctrl+C ends it. */
import { startPortal } from "./server/server.ts";

const { origin, office, close } = await startPortal({ port: Number(process.env.PORT ?? 8787) });
console.log(`The portal is open on this machine only. These are development keys: anyone can forge with them.

  start here        ${origin}/
  registry office   ${origin}/office, its desk ${office.url}/desk
  wallet            ${origin}/wallet
  benefit portal    ${origin}/benefits
  counter, paper    ${origin}/counter
  playground        ${origin}/playground`);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void close());
