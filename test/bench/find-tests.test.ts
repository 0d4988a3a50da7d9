import { expect } from "chai";
import { findDependents, findTests } from "../../bench/mutate/find-tests.ts";

describe("tests that are asked about a changed file", () => {
  const importers = new Map([
    ["src/alerts/rules/a.ts", ["src/alerts/rules/rules.ts", "test/alerts/rules/a.test.ts"]],
    ["src/alerts/rules/rules.ts", ["src/bot/card.ts", "test/alerts/rules/rules.test.ts"]],
    ["src/bot/card.ts", ["test/bot/card.test.ts", "test/alerts/card.test.ts"]],
  ]);

  it("are its own first, then those of its folder, then those of its part of the product that reach it", () => {
    expect(findTests("src/alerts/rules/a.ts", importers)).to.deep.equal([
      ["test/alerts/rules/a.test.ts"],
      ["test/alerts/rules/rules.test.ts"],
      ["test/alerts/card.test.ts"],
    ]);
  });

  it("are loaded again with every file between", () => {
    expect(findDependents("src/bot/card.ts", importers)).to.deep.equal([
      "src/bot/card.ts",
      "test/bot/card.test.ts",
      "test/alerts/card.test.ts",
    ]);
  });
});
