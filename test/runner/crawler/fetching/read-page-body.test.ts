import { Readable } from "node:stream";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { readCrawlFailure } from "../../../../src/runner/crawler/fetching/crawl-failure.ts";
import { readPageBody } from "../../../../src/runner/crawler/fetching/read-page-body.ts";

const LIMIT = 200_000;

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
      expect((await readPageBody(inPieces(bytes, length), undefined, LIMIT)).equals(bytes)).to.equal(true);
    });
  }

  it("leaves out what is beyond the limit", async () => {
    const cut = await readPageBody(inPieces(bytes, 1_000), undefined, 199_999);
    expect(cut.equals(bytes.subarray(0, 199_999))).to.equal(true);
    expect(
      await readPageBody(inPieces(gzipSync(Buffer.alloc(20_000_000)), 1_000), "gzip", LIMIT),
    ).to.have.lengthOf(LIMIT);
  });

  const text = Buffer.from("Acme makes pumps. ".repeat(500));
  for (const [name, encoding, body] of [
    ["a zlib stream", "deflate", deflateSync(text)],
    ["a raw deflate stream, as old servers send it", "deflate", deflateRawSync(text)],
    ["gzip", "gzip", gzipSync(text)],
    ["gzip without its trailer", "gzip", gzipSync(text).subarray(0, -8)],
    ["gzip with half its trailer", "x-gzip", gzipSync(text).subarray(0, -4)],
    ["brotli", "br", brotliCompressSync(text)],
    ["two encodings", "deflate, gzip", gzipSync(deflateRawSync(text))],
    ["no encoding, said twice", "identity, none", text],
    ["a word that is no encoding", "utf-8", text],
    ["a word that all objects know", "constructor", text],
  ] as const) {
    it(`decodes ${name}`, async () => {
      expect((await readPageBody(inPieces(body, 7), encoding, LIMIT)).equals(text)).to.equal(true);
    });
  }

  it("calls a body malformed that is not what it says it is", async () => {
    for (const [encoding, body] of [
      ["gzip", text],
      ["br", text],
      ["zstd", text],
      ["gzip, gzip, gzip", text],
    ] as const) {
      const error = await readPageBody(inPieces(body, 1_000), encoding, LIMIT).catch(
        (caught: unknown) => caught,
      );
      const { code } = readCrawlFailure(error, new AbortController().signal);
      expect(code, encoding).to.equal("malformed");
    }
  });

  it("reads nothing as nothing", async () => {
    expect(await readPageBody(Readable.from([]), undefined, LIMIT)).to.have.lengthOf(0);
  });

  it("keeps no more than the bytes of millions of small pieces", async () => {
    const read = Buffer.alloc(2_000_000);
    function* pieces() {
      for (let index = 0; index < read.length; index += 1) yield read.subarray(index, index + 1);
    }
    const before = process.memoryUsage().heapUsed;
    await readPageBody(Readable.from(pieces(), { objectMode: false }), undefined, read.length);
    expect(process.memoryUsage().heapUsed - before).to.be.below(120_000_000);
  });
});
