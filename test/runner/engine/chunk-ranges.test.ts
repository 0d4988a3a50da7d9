import { expect } from "chai";
import fc from "fast-check";
import { CHUNK_SIZE, chunkRanges } from "../../../src/runner/engine/chunk-ranges.ts";

const sizes = (targets: number) => chunkRanges(targets).map(({ from, to }) => to - from);

describe("the chunks of a stage", () => {
  it("are none for nobody, one for few, and about eight for a small run", () => {
    expect(sizes(0)).to.deep.equal([]);
    expect(sizes(4)).to.deep.equal([4]);
    expect(sizes(50)).to.deep.equal([7, 6, 5, 5, 5, 5, 5, 5, 5, 2]);
  });

  it("begin large and end small in a large run", () => {
    expect(sizes(1_000).slice(0, 13)).to.deep.equal(Array.from({ length: 13 }, () => CHUNK_SIZE));
    expect(sizes(1_000).slice(13)).to.deep.equal([
      44, 39, 34, 30, 26, 23, 20, 17, 15, 13, 12, 10, 9, 8, 7, 6, 5, 5, 5, 5, 5, 5, 5, 2,
    ]);
  });

  it("cover every place once, in order, none larger than the most or than the one before it", () => {
    fc.assert(
      fc.property(fc.nat(20_000), (targets) => {
        const ranges = chunkRanges(targets);
        let next = 0;
        let before = CHUNK_SIZE;
        for (const { from, to } of ranges) {
          expect(from).to.equal(next);
          expect(to - from).to.be.within(1, before);
          [next, before] = [to, to - from];
        }
        expect(next).to.equal(targets);
      }),
    );
  });
});
