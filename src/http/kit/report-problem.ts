import type { Request, Response } from "express";
import type { HttpLogger } from "../ports/service-port.ts";
import { logFailure } from "./log-failure.ts";
import { MethodNotAllowedError } from "./method-not-allowed-error.ts";
import { createProblem } from "./problem.ts";
import { RateLimitedError } from "./rate-limited-error.ts";
import { traceIdOf } from "./trace-id-of.ts";

/** The one place where a failed request becomes an answer. */
export function reportProblem(
  error: unknown,
  request: Pick<Request, "headers" | "method" | "path">,
  response: Response,
  logger: HttpLogger,
): void {
  const problem = createProblem(error, traceIdOf(request));
  if (problem.status >= 500) logFailure(error, problem.trace_id, request, logger);
  if (response.headersSent) {
    // Part of the answer was sent already, so cutting the connection is the only way to report a failure.
    response.destroy();
    return;
  }
  if (error instanceof MethodNotAllowedError) response.set("Allow", error.allowed.join(", "));
  if (error instanceof RateLimitedError) response.set("Retry-After", String(error.retryAfterSeconds));
  if (problem.status === 401) response.set("WWW-Authenticate", 'Bearer realm="nightshift"');
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}
