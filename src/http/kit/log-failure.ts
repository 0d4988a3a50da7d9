import type { Request } from "express";
import { errorCode } from "../../errors.ts";
import type { HttpLogger } from "../ports/service-port.ts";

/** Logs a request that failed on our side. */
export function logFailure(
  error: unknown,
  traceId: string,
  request: Pick<Request, "method" | "path">,
  logger: HttpLogger,
): void {
  logger.error("request failed", {
    traceId,
    method: request.method,
    path: request.path,
    code: errorCode(error),
    error: error instanceof Error ? error.stack : String(error),
  });
}
