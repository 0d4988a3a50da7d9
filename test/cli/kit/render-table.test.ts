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
});
