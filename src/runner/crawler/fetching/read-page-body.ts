import { type Readable, type Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { CrawlFailure } from "./crawl-failure.ts";

/** What the crawler asks for in `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Enough for most pages; grows when needed. */
const FIRST_BYTES = 64 * 1024;

/** An honest server compresses once. */
const MAX_ENCODINGS = 2;

/**
 * Reads a body up to `maxBytes` after decompression and stops the transfer there, so that a small compressed body
 * cannot grow into memory. `whenLarger` says whether more is a failure or is left away.
 */
export async function readPageBody(
  body: Readable,
  contentEncoding: string | undefined,
  { maxBytes, whenLarger }: { maxBytes: number; whenLarger: "fail" | "truncate" },
): Promise<Buffer> {
  // Copied together: chunks of one byte, kept as they come, take a hundred times their size.
  let read = Buffer.alloc(Math.min(maxBytes, FIRST_BYTES));
  let length = 0;
  let room = maxBytes;
  const isTruncated = (): boolean => room < 0 && whenLarger === "truncate";
  const collector = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const needed = Math.min(length + chunk.length, maxBytes);
      if (needed > read.length) {
        read = Buffer.concat(
          [read.subarray(0, length)],
          Math.min(Math.max(needed, 2 * read.length), maxBytes),
        );
      }
      length += chunk.copy(read, length);
      room -= chunk.length;
      // Failing the last stream ends the ones before it, the socket included.
      done(room < 0 ? new CrawlFailure("too_large") : null);
    },
  });
  try {
    const decoders = createDecoders(contentEncoding);
    await pipeline([body, ...decoders, collector]);
  } catch (error) {
    if (!isTruncated()) throw error;
  } finally {
    body.on("error", () => undefined).destroy();
  }
  return read.subarray(0, length);
}

/** The decoders of a Content-Encoding, the last applied first. */
function createDecoders(contentEncoding: string | undefined): Transform[] {
  const names = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MAX_ENCODINGS) throw new CrawlFailure("malformed");
  return names.reverse().map((name) => {
    const create = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (create === undefined) throw new CrawlFailure("malformed");
    return create();
  });
}
