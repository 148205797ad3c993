import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PLANTS } from "./plants.ts";

describe("each plant", () => {
  it.each(PLANTS.map((plant) => [plant.mistake, plant] as const))(
    "still fits its file and its test: %s",
    (_, plant) => {
      const { file, right, wrong, test, title } = plant;
      expect(readFileSync(file, "utf8").split(right)).toHaveLength(2);
      expect(wrong).not.toBe(right);
      expect(readFileSync(test, "utf8")).toContain(title);
    },
  );
});
