import { expect } from "chai";
import { renderTable } from "../../../src/cli/kit/render-table.ts";

describe("renderTable", () => {
  it("aligns the columns under their heading", () => {
    expect(
      renderTable(
        ["ID", "NAME"],
        [
          ["acme", "Å"],
          ["b", "Bay"],
        ],
      ),
    ).to.equal("ID    NAME\nacme  Å\nb     Bay");
  });

  it("lets nothing through that would move a terminal's cursor or break the row", () => {
    expect(renderTable(["A"], [["x\u001b[2Jy\nz"]])).to.equal("A\nx\ufffd[2Jy z");
  });

  it("is a block for each row on a terminal that is too narrow for it, and a table where it fits", () => {
    const heading = ["RUN", "WHY"];
    const rows = [
      ["1", "x".repeat(70)],
      ["2", ""],
    ];
    expect(renderTable(heading, rows, 60)).to.equal(`run  1\nwhy  ${"x".repeat(70)}\n\nrun  2`);
    const doctor = ["ok", "One two three four five six", "run: node_modules/.bin/nightshift start"];
    expect(renderTable(["", "WHY", "WHAT TO DO"], [doctor], 24)).to.equal(
      "ok\nwhy         One two\n            three four\n            five six\nwhat to do  run:\n            node_modules/.bin/nightshift start",
    );
    expect(renderTable(heading, rows, 75)).to.match(/^RUN {2}WHY\n/);
    expect(renderTable(heading, [["1", "x".repeat(150)]], 100)).to.match(/^RUN {2}WHY\n/);
  });
});
