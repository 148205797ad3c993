import { expect, test } from "vitest";
import { compileMain, expectNoWireIsFree, solve } from "./harness.ts";
import { exampleStatement, statementInputs } from "./statement.ts";

test("x", async () => {
  for (const name of ["age"] as const) {
    let t = performance.now();
    const c = await compileMain(name);
    console.log(performance.now() - t);
    const inp = statementInputs(exampleStatement({ circuit: name }));
    t = performance.now();
    const w = solve(c, inp);
    console.log(performance.now() - t);
    t = performance.now();
    for (let i = 0; i < 5; i++) c.calculator.calculate(inp);
    console.log("calc", (performance.now() - t) / 5);
    t = performance.now();
    try {
      expectNoWireIsFree(c, w);
    } catch (e) {
      console.log(String(e));
    }
    console.log(performance.now() - t);
  }
}, 200000);
