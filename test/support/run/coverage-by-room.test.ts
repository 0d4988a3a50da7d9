import { existsSync } from "node:fs";
import { expect } from "chai";
import { belowFloor, coverageByRoom } from "./coverage-by-room.ts";
import { COVERAGE_FLOOR, LOWER_FLOORS, PURE_COVERAGE_FLOOR } from "./coverage-floors.ts";

describe("coverage by room", () => {
  const lines = (total: number, covered: number) => ({ total, covered });

  it("adds up the files of a folder, and not those of the folders in it", () => {
    const rooms = coverageByRoom(
      { "src/a/one.ts": lines(30, 30), "src/a/two.ts": lines(10, 0), "src/a/b/three.ts": lines(4, 1) },
      new Set(["src/a/b", "src/a/c"]),
      { "src/a/b": { floor: 20 } },
    );
    expect(rooms).to.deep.equal([
      { room: "src/a", share: 75, floor: COVERAGE_FLOOR },
      { room: "src/a/b", share: 25, floor: 20 },
    ]);
  });

  it("holds a room to its floor, exactly", () => {
    const at = (share: number) => ({ room: "src/a", share, floor: 90 });
    expect(belowFloor([at(90), at(100)])).to.deep.equal([]);
    expect(belowFloor([at(89.94)])).to.deep.equal([
      "The tests run 89.9 % of the lines of src/a, and its floor is 90 %: test what was added there.",
    ]);
  });

  it("asks more of a room that does no I/O", () => {
    const [room] = coverageByRoom({ "src/a/one.ts": lines(1, 1) }, new Set(["src/a"]));
    expect(room?.floor).to.equal(PURE_COVERAGE_FLOOR);
  });

  it("takes an empty room for covered", () => {
    expect(coverageByRoom({ "src/a/none.ts": lines(0, 0) }, new Set())[0]?.share).to.equal(100);
  });

  it("has lower floors only of rooms that there are, and lower ones", () => {
    expect(Object.keys(LOWER_FLOORS).filter((room) => !existsSync(room))).to.deep.equal([]);
    for (const { floor } of Object.values(LOWER_FLOORS)) expect(floor).to.be.lessThan(COVERAGE_FLOOR);
  });
});
