import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";

/** Streams texts as the answer. A failure half-way cuts the connection, so that a part never passes for the whole. */
export async function sendStream(
  response: Response,
  headers: Readonly<Record<string, string>>,
  texts: AsyncIterable<string>,
): Promise<void> {
  response.set(headers);
  try {
    await pipeline(Readable.from(texts), response);
  } catch (error) {
    // The reader went away: nobody is left to tell.
    if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") return;
    throw error;
  }
}
