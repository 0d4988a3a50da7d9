import { Readable } from "node:stream";
import { expect } from "chai";
import { CrawlFailure } from "../../../../src/runner/crawler/fetching/crawl-failure.ts";
import { readPageBody } from "../../../../src/runner/crawler/fetching/read-page-body.ts";

const LIMITS = { maxBytes: 200_000, whenLarger: "fail" } as const;

/** A body that comes in pieces of one length. */
function inPieces(bytes: Buffer, length: number): Readable {
  const count = Math.ceil(bytes.length / length);
  const pieces = Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
  return Readable.from(pieces, { objectMode: false });
}

describe("readPageBody", () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

  for (const length of [1, 1_000, 65_536, 200_000]) {
    it(`puts pieces of ${length} bytes together`, async () => {
      expect((await readPageBody(inPieces(bytes, length), undefined, LIMITS)).equals(bytes)).to.equal(true);
    });
  }

  it("refuses a byte beyond the limit, or leaves it away", async () => {
    const limits = { maxBytes: 199_999 };
    const refused = await readPageBody(inPieces(bytes, 1_000), undefined, {
      ...limits,
      whenLarger: "fail",
    }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(CrawlFailure).with.property("code", "too_large");
    const cut = await readPageBody(inPieces(bytes, 1_000), undefined, { ...limits, whenLarger: "truncate" });
    expect(cut.equals(bytes.subarray(0, 199_999))).to.equal(true);
  });

  it("reads nothing as nothing", async () => {
    expect(await readPageBody(Readable.from([]), undefined, LIMITS)).to.have.lengthOf(0);
  });

  it("keeps no more than the bytes of millions of small pieces", async () => {
    const read = Buffer.alloc(2_000_000);
    function* pieces() {
      for (let index = 0; index < read.length; index += 1) yield read.subarray(index, index + 1);
    }
    const before = process.memoryUsage().heapUsed;
    await readPageBody(Readable.from(pieces(), { objectMode: false }), undefined, {
      ...LIMITS,
      maxBytes: read.length,
    });
    expect(process.memoryUsage().heapUsed - before).to.be.below(120_000_000);
  });
});
