/**
 * A proxy in front of a service on this machine, with nginx's log in its format `combined`: nginx itself where it is
 * installed. It ends when its owner ends it, at the latest after some minutes.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProxyOptions {
  readonly port: number;
  readonly target: number;
  readonly log: string;
  /** Whether lines begin with the caller's address, as they do unless somebody says otherwise. */
  readonly keepsAddresses: boolean;
  /** Whether each new visitor gets a cookie. */
  readonly setsCookie: boolean;
}

export interface AccessLogProxy {
  readonly kind: "nginx" | "node";
  readonly stop: () => Promise<void>;
}

const hasNginx = spawnSync("nginx", ["-v"], { stdio: "ignore" }).status === 0;
const LONGEST_SECONDS = 300;

export async function startProxy(options: ProxyOptions): Promise<AccessLogProxy> {
  return hasNginx ? startNginx(options) : startNode(options);
}

async function startNginx({ port, target, log, keepsAddresses, setsCookie }: ProxyOptions): Promise<AccessLogProxy> {
  const folder = mkdtempSync(join(tmpdir(), "civicproof-nginx-"));
  for (const name of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, name));
  const address = keepsAddresses ? "$remote_addr" : "-";
  const rest = `[$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`;
  const cookie = setsCookie
    ? `map $http_cookie $given { default ""; "" "visitor=$request_id; Path=/; HttpOnly"; }`
    : "";
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 128; }
http {
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name.replace("client_", "")};`).join(" ")}
  log_format own '${address} - - ${rest}';
  access_log ${log} own;
  ${cookie}
  server {
    listen 127.0.0.1:${port};
    ${setsCookie ? "add_header Set-Cookie $given;" : ""}
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
  );
  writeFileSync(log, "", { flag: "a" });
  const nginx = spawn("timeout", [String(LONGEST_SECONDS), "nginx", "-p", folder, "-c", join(folder, "nginx.conf")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await answers(port);
  return {
    kind: "nginx",
    async stop() {
      nginx.kill("SIGTERM");
      await once(nginx, "close");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startNode({ port, target, log, keepsAddresses, setsCookie }: ProxyOptions): Promise<AccessLogProxy> {
  writeFileSync(log, "", { flag: "a" });
  let visitors = 0;
  const server = createServer((incoming, outgoing) => {
    const from = incoming.socket.remoteAddress ?? "-";
    const headers = { ...incoming.headers, "x-forwarded-for": from };
    const { method, url } = incoming;
    const onward = request({ host: "127.0.0.1", port: target, method, path: url, headers, agent: false }, (answer) => {
      const isNew = setsCookie && incoming.headers.cookie === undefined;
      const given = isNew ? { "set-cookie": `visitor=${String(++visitors).padStart(32, "0")}; Path=/; HttpOnly` } : {};
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...given });
      answer.pipe(outgoing);
      let bytes = 0;
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on("end", () => {
        const time = new Date().toUTCString();
        const agent = incoming.headers["user-agent"] ?? "-";
        appendFileSync(
          log,
          `${keepsAddresses ? from : "-"} - - [${time}] "${method} ${url} HTTP/1.1" ${answer.statusCode} ${bytes} "-" "${agent}"\n`,
        );
      });
    });
    onward.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const end = setTimeout(() => server.close(), 1_000 * LONGEST_SECONDS).unref();
  return {
    kind: "node",
    async stop() {
      clearTimeout(end);
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(50);
  }
  throw new Error("the proxy does not answer");
}
