import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../src/core/errors.ts";
import { InvalidInputError, VersionUnsupportedError } from "../../../src/core/json.ts";

describe("a refusal", () => {
  it("composes its message from what it says", () => {
    const said = { path: "proof.a[0]", expected: "text", received: "a number" };
    const error = new InvalidInputError(said);
    expect(error.message).toBe("Invalid input at proof.a[0]: expected text, received a number");
    expect(new InvalidInputError().message).toBe("Invalid input");
    expect(new InvalidInputError({ path: "", expected: "text" }).message).toBe("Invalid input: expected text");
    expect(error.toJSON()).toEqual({ code: "INPUT_INVALID", message: error.message, ...said });
  });

  it("keeps a sentence that is given, and shows neither message nor cause among its properties", () => {
    const cause = new Error("a reason");
    const error = new InvalidInputError({ path: "file", message: "The file can't be read", cause });
    expect(error.message).toBe("The file can't be read");
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).toEqual(["path", "code"]);
    expect("cause" in new InvalidInputError({ path: "file" })).toBe(false);
  });

  it("is an instance of the class of its code, and of no other", () => {
    const error = new InvalidInputError();
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toBeInstanceOf(CivicproofError);
    expect(error).not.toBeInstanceOf(VersionUnsupportedError);
    expect(Object.assign(new Error("from a worker"), { code: error.code })).toBeInstanceOf(InvalidInputError);
    expect({ code: error.code }).not.toBeInstanceOf(InvalidInputError);
    expect(error.name).toBe("InvalidInputError");
  });
});
