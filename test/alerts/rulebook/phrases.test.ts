import { expect } from "chai";
import { counted, mostly, percent } from "../../../src/alerts/rulebook/phrases.ts";

describe("phrases", () => {
  it("give a share with one decimal at most", () => {
    expect([0, 0.3, 0.305, 0.3054, 0.3055, 1].map(percent)).to.deep.equal([
      "0 %",
      "30 %",
      "30.5 %",
      "30.5 %",
      "30.6 %",
      "100 %",
    ]);
  });

  it("give a number with its noun, one or many", () => {
    expect([0, 1, 2].map((count) => counted(count, "call"))).to.deep.equal(["0 calls", "1 call", "2 calls"]);
    expect(counted(1, "company", "companies")).to.equal("1 company");
    expect(counted(2, "company", "companies")).to.equal("2 companies");
  });

  it("name the three most frequent errors, and none where there is none", () => {
    const topErrors = ["timeout", "dns", "tls", "http_500"].map((errorCode, place) => ({
      errorCode,
      count: 9 - place,
    }));
    expect(mostly({ topErrors: [] })).to.equal("");
    expect(mostly({ topErrors: topErrors.slice(0, 1) })).to.equal("; mostly timeout (9)");
    expect(mostly({ topErrors })).to.equal("; mostly timeout (9), dns (8), tls (7)");
  });
});
