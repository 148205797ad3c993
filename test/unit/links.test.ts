/** Relative links of the documents: files exist, and headings too. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((path) => path !== "" && existsSync(path));
const pages = tracked.filter((path) => /\.(md|txt)$/.test(path) && !path.startsWith("test/"));

/** Inline links and images of Markdown, and those of the HTML that a page may hold; no code. */
function linksOf(text: string): readonly string[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  const found = prose.matchAll(/\]\(<?([^)\s>]+)>?\)|(?:src|srcset|href)="([^"\s]+)"/g);
  return [...found].map(([, inline, html]) => (inline ?? html)!).filter((link) => !/^([a-z]+:|\/\/)/.test(link));
}

/** Anchors of a page as GitHub makes them from its headings. */
function anchorsOf(path: string): readonly string[] {
  const headings = readFileSync(path, "utf8").matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("links", () => {
  it("are found where they are", () => {
    const text = '[a](b.md) ![c](d.svg)\n<img src="e.svg">\n`[f](g.md)`\n```\n[h](i.md)\n```\n[j](https://k.example)';
    expect(linksOf(text)).toEqual(["b.md", "d.svg", "e.svg"]);
  });

  it.each(pages)("of %s lead somewhere", (page) => {
    const broken = linksOf(readFileSync(page, "utf8")).filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe("the packed package", () => {
  /** What `npm pack` would take; nothing is built for that. */
  const packed = new Set(
    (
      JSON.parse(
        execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        }),
      ) as readonly [{ readonly files: readonly { readonly path: string }[] }]
    )[0].files.map(({ path }) => path),
  );
  const isThere = (path: string): boolean =>
    packed.has(path) || [...packed].some((file) => file.startsWith(`${path}/`));

  it("has everything that its documents link to", () => {
    const documents = [...packed].filter((path) => /\.(md|txt)$/.test(path));
    expect(documents.length).toBeGreaterThan(30);
    const dead = documents.flatMap((page) =>
      linksOf(readFileSync(page, "utf8"))
        .map((link) => link.split("#")[0]!)
        .filter((path) => path !== "" && !isThere(normalize(join(dirname(page), path)).replace(/\/$/, "")))
        .map((path) => `${page}: ${path}`),
    );
    expect(dead).toEqual([]);
  });
});
