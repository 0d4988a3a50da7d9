import { Readable, type Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { CrawlFailure } from "./crawl-failure.ts";

/** What the crawler asks for in `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/** What is there of a body that was cut off, or came without its trailer, is read: browsers do the same. */
const LENIENT = { finishFlush: constants.Z_SYNC_FLUSH };

const DECODERS: Readonly<Record<string, (start: Buffer) => Transform>> = {
  gzip: () => createGunzip(LENIENT),
  "x-gzip": () => createGunzip(LENIENT),
  deflate: (start) => (hasZlibHeader(start) ? createInflate(LENIENT) : createInflateRaw(LENIENT)),
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};

/** Enough for most pages; grows when needed. */
const FIRST_BYTES = 64 * 1024;

/** An honest server compresses once. */
const MAX_ENCODINGS = 2;

/**
 * Reads a body up to `maxBytes` after decompression and stops the transfer there, so that a small compressed body
 * cannot grow into memory. The rest of a longer body is left out.
 */
export async function readPageBody(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const decoders = readEncodings(contentEncoding);
  if (decoders === null) {
    body.on("error", () => undefined).destroy();
    throw new CrawlFailure("malformed");
  }
  let read = await collect(body, maxBytes);
  for (const create of decoders) {
    read = await collect(Readable.from([read]).pipe(create(read)), maxBytes);
  }
  return read;
}

/** The bytes of a stream, up to a limit. The stream is destroyed in the end. */
async function collect(body: Readable, maxBytes: number): Promise<Buffer> {
  // Copied together: chunks of one byte, kept as they come, take a hundred times their size.
  let read = Buffer.alloc(Math.min(maxBytes, FIRST_BYTES));
  let length = 0;
  let isFull = false;
  const collector = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const needed = Math.min(length + chunk.length, maxBytes);
      if (needed > read.length) {
        read = Buffer.concat(
          [read.subarray(0, length)],
          Math.min(Math.max(needed, 2 * read.length), maxBytes),
        );
      }
      isFull = length + chunk.length > maxBytes;
      length += chunk.copy(read, length);
      // Failing the last stream ends the one before it, the socket included.
      done(isFull ? new CrawlFailure("malformed") : null);
    },
  });
  try {
    await pipeline(body, collector);
  } catch (error) {
    if (!isFull) throw error;
  } finally {
    body.on("error", () => undefined).destroy();
  }
  return read.subarray(0, length);
}

/** Encodings that there are and that we cannot read. Other words, such as `utf-8`, are no encodings, and mean nothing to browsers. */
const UNREADABLE: ReadonlySet<string> = new Set(
  "aes128gcm compress dcb dcz exi pack200-gzip sdch x-compress zstd".split(" "),
);

/** The decoders of a Content-Encoding, the last applied first; null for more than there should be and for unreadable ones. */
function readEncodings(contentEncoding: string | undefined): ((start: Buffer) => Transform)[] | null {
  const names = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => UNREADABLE.has(name) || Object.hasOwn(DECODERS, name));
  const decoders = names
    .reverse()
    .flatMap((name) => (Object.hasOwn(DECODERS, name) ? (DECODERS[name] ?? []) : []));
  return decoders.length === names.length && names.length <= MAX_ENCODINGS ? decoders : null;
}

/** Old servers send `deflate` without the header it should have (RFC 9110, 8.4.1.2). */
function hasZlibHeader(start: Buffer): boolean {
  const [first = 0, second = 0] = start;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
