import { expect } from "chai";
import fc from "fast-check";
import { tableLines } from "../../../../src/bot/blocks/kit/table-lines.ts";

describe("a table for a phone", () => {
  it("aligns names to the left and figures to the right", () => {
    expect(
      tableLines(
        ["stage", "n"],
        [
          ["crawl", "60"],
          ["score", "7"],
        ],
      ),
    ).to.deep.equal(["stage  n", "crawl 60", "score  7"]);
  });

  it("shortens the first column rather than the figures", () => {
    const [, line] = tableLines(["stage", "n", "p99"], [["a".repeat(80), "12345", "99.5m"]]);
    expect(line).to.have.length(40);
    expect(line).to.match(/^a{27}… 12345 99[.]5m$/);
  });

  it("fits 40 characters for any stage names and five-digit figures", () => {
    const row = fc.tuple(
      fc.string({ maxLength: 60 }),
      ...Array.from({ length: 5 }, () => fc.constantFrom("1", "99.5m")),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        for (const line of tableLines(["stage", "n", "err", "p50", "p95", "p99"], rows)) {
          expect(Array.from(line).length).to.be.at.most(40);
        }
      }),
    );
  });
});
