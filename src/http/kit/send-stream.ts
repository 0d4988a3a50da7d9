import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";

/** Streams texts as the answer. A failure half-way cuts the connection, so that a part is never taken for the whole. */
export async function sendStream(
  response: Response,
  headers: Readonly<Record<string, string>>,
  texts: AsyncIterable<string>,
): Promise<void> {
  response.set(headers);
  try {
    await pipeline(Readable.from(texts), response);
  } catch (error) {
    // The client has gone: there is nobody to answer.
    if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") return;
    throw error;
  }
}
