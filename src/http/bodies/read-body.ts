import type { Request } from "express";
import { BodyError } from "./body-error.ts";
import { inflateBody } from "./inflate-body.ts";

/**
 * The bytes of a request's body, complete and decompressed, at most `limit` of them. Nothing may be done for a request
 * before its body has arrived: Node passes it on with its headers, and may still reject the rest. Throws BodyError.
 */
export async function readBody(
  request: Request<Record<string, string>, unknown, unknown, unknown>,
  limit: number,
): Promise<Buffer> {
  const coding = request.headers["transfer-encoding"];
  if (coding !== undefined && coding.trim().toLowerCase() !== "chunked")
    throw new BodyError(
      400,
      "transfer-encoding",
      `Transfer-Encoding "${coding.slice(0, 40)}" is not supported. Send chunked or a Content-Length, and compress with Content-Encoding.`,
    );
  const bytes = await inflateBody(request, limit);
  if (!request.complete) throw new BodyError(400, "body", "The body ends early.");
  return bytes;
}
