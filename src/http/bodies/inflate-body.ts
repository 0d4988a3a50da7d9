import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { Request } from "express";
import { BodyError } from "./body-error.ts";

/** How a body may be compressed. */
const DECODERS: Readonly<Record<string, () => Readable & NodeJS.WritableStream>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * The bytes of a request's body, decompressed, at most `limit` of them: a small body that would inflate to more is
 * given up as soon as it does. Throws BodyError.
 */
export async function inflateBody(
  request: Request<Record<string, string>, unknown, unknown, unknown>,
  limit: number,
): Promise<Buffer> {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const create = DECODERS[encoding];
  if (create === undefined && encoding !== "identity")
    throw new BodyError(
      415,
      "encoding",
      `Content-Encoding "${encoding.slice(0, 40)}" is not supported. Use gzip, br or zstd.`,
    );
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const source: Readable = create === undefined ? request : decode(request, create());
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const pieces: AsyncIterable<Uint8Array> = source;
    for await (const bytes of pieces) {
      size += bytes.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(bytes);
    }
  } catch (cause) {
    if (cause instanceof BodyError) throw cause;
    throw new BodyError(400, "body", "The body ends early, or is not compressed as Content-Encoding says.", {
      cause,
    });
  }
  return Buffer.concat(chunks, size);
}

function decode(request: Readable, decoder: Readable & NodeJS.WritableStream): Readable {
  request.on("error", (error) => decoder.destroy(error));
  request.on("aborted", () => decoder.destroy(new Error("aborted")));
  request.pipe(decoder);
  return decoder;
}

function tooLarge(limit: number): BodyError {
  return new BodyError(
    413,
    "body",
    `The body is too large. Send at most ${limit < 1_000_000 ? `${limit / 1_000} kB` : `${limit / 1_000_000} MB`}, before and after decompression.`,
  );
}
