import type { IncomingMessage } from "node:http";

const MAX_BYTES = 16 * 1024 * 1024;

/** The body of a request as text; an error past 16 MB. */
export async function readRequestBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = request;
  for await (const bytes of stream) {
    size += bytes.length;
    if (size > MAX_BYTES) throw new RangeError(`A request to the town may have at most ${MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
