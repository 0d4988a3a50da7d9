import { expect } from "chai";
import { rejection } from "./rejection.ts";
import { waitUntil } from "./wait-until.ts";

describe("waiting until", () => {
  it("returns what was looked for once it is there", async () => {
    const answers = [undefined, null, false, "there"];
    expect(await waitUntil(() => answers.shift())).to.equal("there");
  });

  it("fails with what did not come", async () => {
    expect(await rejection(waitUntil(() => false, "the moon", 1, 1))).to.match(/in vain for the moon/);
    const rows: string[] = [];
    expect(await rejection(waitUntil(() => rows.includes("one"), undefined, 1, 1))).to.match(
      /in vain for .*rows\.includes/,
    );
  });

  it("goes on for as long as a slow machine needs, as the limit of every test does", function () {
    const { test } = this;
    test?.timeout(30_000);
    expect(test?.timeout()).to.be.within(30_000, 600_000);
  });
});
