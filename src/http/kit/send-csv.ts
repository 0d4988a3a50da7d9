import type { Response } from "express";
import { sendStream } from "./send-stream.ts";

/** Streams CSV as a download. */
export async function sendCsv(
  response: Response,
  fileName: string,
  texts: AsyncIterable<string>,
): Promise<void> {
  const headers = {
    "Content-Type": "text/csv; charset=utf-8; header=present",
    "Content-Disposition": `attachment; filename="${fileName}"`,
  };
  await sendStream(response, headers, texts);
}
