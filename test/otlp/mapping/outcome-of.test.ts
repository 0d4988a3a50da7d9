import { expect } from "chai";
import { outcomeOf } from "../../../src/otlp/mapping/outcome-of.ts";

describe("the outcome of an export", () => {
  const taken = (attributesLeftOut: number) => ({ attributesLeftOut });
  const refusal = (problem: string, isAgent = false) => ({ problem, isAgent });

  it("is a count and no message when everything was taken", () => {
    expect(outcomeOf([taken(0), taken(0)], [])).to.deep.equal({
      accepted: 2,
      rejected: 0,
      message: null,
      lacksAgent: false,
    });
    expect(outcomeOf([], []).lacksAgent).to.equal(false);
  });

  it("says how many items were refused for each reason", () => {
    expect(outcomeOf([taken(0)], [refusal("a"), refusal("b"), refusal("a")])).to.deep.equal({
      accepted: 1,
      rejected: 3,
      message: "Not taken: 2 × a; 1 × b.",
      lacksAgent: false,
    });
  });

  it("names ten reasons and counts the others", () => {
    const reasons = (count: number) => Array.from({ length: count }, (_, at) => refusal(`r${at}`));
    expect(outcomeOf([], reasons(10)).message).to.match(/1 × r9\.$/);
    expect(outcomeOf([], reasons(12)).message).to.match(/1 × r9; and 2 more reasons\.$/);
  });

  it("says how many attributes were left out, after what was refused", () => {
    const leftOut = "attributes were left out: too many, too long, nested too deep, or bytes.";
    expect(outcomeOf([taken(0), taken(2), taken(1)], []).message).to.equal(`3 ${leftOut}`);
    expect(outcomeOf([taken(1)], [refusal("a")]).message).to.equal(`Not taken: 1 × a. 1 ${leftOut}`);
  });

  it("lacks an agent when nothing was taken, for want of one alone", () => {
    expect(outcomeOf([], [refusal("a", true), refusal("b", true)]).lacksAgent).to.equal(true);
    expect(outcomeOf([], [refusal("a", true), refusal("b")]).lacksAgent).to.equal(false);
    expect(outcomeOf([taken(0)], [refusal("a", true)]).lacksAgent).to.equal(false);
  });
});
