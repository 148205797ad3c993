import { describe, expect, it } from "vitest";
import { startProgress } from "../../../src/cli/progress.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

function terminal(isInteractive: boolean): Terminal & { readonly text: () => string } {
  let text = "";
  return {
    writeOut: () => expect.unreachable(),
    writeErr: (more) => {
      text += more;
    },
    isInteractive,
    signal: new AbortController().signal,
    text: () => text,
  };
}

describe("startProgress", () => {
  it("writes nothing where there is no terminal, or when it is not wanted", () => {
    for (const [isInteractive, progress] of [
      [false, undefined],
      [false, false],
      [true, false],
    ] as const) {
      const target = terminal(isInteractive);
      const { update, done } = startProgress("proving", target, { progress });
      update(0.5, "half");
      done();
      expect(target.text()).toBe("");
    }
  });

  it("writes a line for each tenth on request", () => {
    const target = terminal(false);
    const { update, done } = startProgress("proving", target, { progress: true });
    for (let i = 0; i <= 100; i++) update(i / 100, `${i}`);
    done("ready");
    const lines = target.text().trimEnd().split("\n");
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe("proving 0 % 0");
    expect(lines.at(-1)).toBe("proving: ready");
  });

  it("redraws one line on a terminal, at most ten times a second", () => {
    const target = terminal(true);
    const { update, done } = startProgress("proving", target);
    for (let i = 0; i < 1_000; i++) update(i / 1_000);
    done("ready");
    expect(target.text().match(/\n/g)).toHaveLength(1);
    expect(target.text().split("\r").length).toBeLessThan(10);
    expect(target.text()).toMatch(/100 % ready\n$/);
  });

  it("disappears from a terminal when it ends without a note", () => {
    const target = terminal(true);
    startProgress("proving", target).done();
    expect(target.text()).toBe("\r\u001b[K");
  });
});
