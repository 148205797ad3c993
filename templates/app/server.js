/** Starts the app on this machine: pages, calls, artifacts. `PORT=0` takes any free port. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultArtifactsDirectory } from "civicproof/node";
import { CivicproofError } from "civicproof/verifier";
import { build } from "esbuild";
import { openOffice } from "./office.js";
import { openPortal } from "./portal.js";

/** Development keys are public: anybody can forge with them. Set to false with keys of your own. */
const ALLOW_DEVELOPMENT_KEYS = true;
/** Your role; the others are for trying it out. */
const ROLE = "{{kind}}";
const PAGES = ["portal", "wallet", "office"];
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
const NEEDS_SCRIPT = "<noscript>This page needs JavaScript: the proof is made on your own device.</noscript>";
const MISSING = '<h1>Page not found</h1><p>Check the address.</p><p><a href="/">Go to the start page</a></p>';
const folder = fileURLToPath(new URL(".", import.meta.url));

/** Starts the app; returns its address and how to stop it. */
export async function start(port = Number(process.env.PORT ?? 8787)) {
  const files = await bundlePages();
  const office = openOffice();
  let portal;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    answer(request, response).catch((error) => {
      const isOurs = error instanceof CivicproofError;
      if (!isOurs && error.statusCode === undefined) console.error(error);
      send(response, isOurs ? 422 : (error.statusCode ?? 500), { code: isOurs ? error.code : "REFUSED" });
    });
  });
  const answer = async (request, response) => {
    const [pathname] = request.url.split("?");
    const page = pathname === "/" ? ROLE : pathname.slice(1);
    if (request.method === "GET" && PAGES.includes(page))
      return sendText(response, "text/html", html(page, NEEDS_SCRIPT));
    const file = files.get(pathname);
    if (file !== undefined) return sendText(response, file.type, file.content);
    if (pathname.startsWith("/artifacts/")) return sendArtifact(response, pathname);
    const route = { ...portal.routes, ...office.routes }[
      `${request.method} ${pathname.replace(/[A-Z0-9]{4}-[A-Z0-9]{4}|(?<=\/)\d+$/, ":id")}`
    ];
    if (route === undefined) {
      if (!request.headers.accept?.includes("text/html")) return send(response, 404, { code: "NOT_FOUND" });
      return sendText(response, "text/html", html("", MISSING), 404);
    }
    const [id = ""] = /[A-Z0-9]{4}-[A-Z0-9]{4}|(?<=\/)\d+$/.exec(pathname) ?? [];
    const body = request.method === "POST" ? await readJson(request) : undefined;
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const result = await route({ id, body, token });
    if (result === undefined) send(response, 404, { code: "NOT_FOUND" });
    else if (result instanceof Uint8Array) sendText(response, "application/octet-stream", result);
    else send(response, 200, result);
  };
  await new Promise((resolve, reject) => server.on("error", reject).listen(port, "127.0.0.1", resolve));
  const origin = `http://localhost:${server.address().port}`;
  portal = await openPortal({ origin, office, allowDevelopmentKeys: ALLOW_DEVELOPMENT_KEYS });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin, close };
}

async function bundlePages() {
  const entryPoints = [...PAGES, "prover.worker"].map((name) => join(folder, "pages", `${name}.js`));
  const { outputFiles } = await build({
    ...{ entryPoints, bundle: true, minify: true, splitting: true, format: "esm", platform: "browser" },
    ...{ target: "es2022", write: false, outdir: "/assets", logLevel: "warning" },
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [path, { type: "text/javascript", content: contents }]),
  );
  files.set("/assets/style.css", { type: "text/css", content: await readFile(join(folder, "pages", "style.css")) });
  return files;
}

const title = (page) => page[0].toUpperCase() + page.slice(1);

const html = (page, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{name}}</title>
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="data:,">
${page === "" ? "" : `<script type="module" src="/assets/${page}.js"></script>`}
</head>
<body>
<header><a href="/">{{name}}</a><nav aria-label="Roles">${PAGES.map((each) => `<a href="/${each}"${each === page ? ' aria-current="page"' : ""}>${title(each)}</a>`).join(" ")}</nav></header>
<main>${main}</main>
</body>
</html>
`;

/** Only paths of the form that the manifest has. */
async function sendArtifact(response, pathname) {
  const path = /^\/artifacts\/((?:build\/[a-z-]+\/circuit\.(?:wasm|cpk))|(?:vkeys\/[a-z-]+\.json))$/.exec(
    pathname,
  )?.[1];
  if (path === undefined) return send(response, 404, { code: "NOT_FOUND" });
  const content = await readFile(join(defaultArtifactsDirectory(), path)).catch(() => undefined);
  if (content === undefined) return send(response, 404, { code: "NOT_FOUND" });
  sendText(response, path.endsWith(".json") ? "application/json" : "application/octet-stream", content);
}

async function readJson(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 64_000) throw Object.assign(new Error("Too long"), { statusCode: 413 });
  }
  let value;
  try {
    value = JSON.parse(text || "{}");
  } catch {
    // Refused below.
  }
  if (typeof value !== "object" || value === null) throw Object.assign(new Error("No JSON"), { statusCode: 400 });
  return value;
}

function send(response, status, value) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

function sendText(response, type, content, status = 200) {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` });
  response.end(content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin, close } = await start().catch((error) => {
    const isPort = ["EADDRINUSE", "EACCES", "ERR_SOCKET_BAD_PORT"].includes(error.code);
    console.error(isPort ? `This port can't be used (${error.code}). Choose another: PORT=8788 npm start` : error);
    process.exit(1);
  });
  console.log(`{{name}} is open on this machine only: ${origin}/`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, close);
}
