import { expect } from "chai";
import { patience } from "./patience.ts";

describe("patience", () => {
  it("is never less than on an idle machine, nor more than twenty times as much", () => {
    expect(patience(1_000)).to.be.within(1_000, 20_000);
  });

  it("is a whole number, as timers of programs want it", () => {
    expect(patience(1_001)).to.satisfy(Number.isSafeInteger);
  });
});
