import type { RequestHandler } from "express";
import type { Meter } from "../observability/metrics/meter.ts";

const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);

/** Counts every answered request by its route's pattern; by its address, the number of series would be unlimited. */
export function countRequests(meter: Meter): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once("close", () => {
      const matched: unknown = request.route;
      const path: unknown =
        typeof matched === "object" && matched !== null && "path" in matched ? matched.path : null;
      const route = typeof path === "string" ? path : "other";
      const method = METHODS.has(request.method) ? request.method : "other";
      // The client did not wait for the answer.
      const status = response.writableFinished ? String(response.statusCode) : "aborted";
      meter.count("nightshift_http_requests_total", { method, route, status });
      meter.observe(
        "nightshift_http_request_duration_seconds",
        { route },
        (performance.now() - startedMs) / 1_000,
      );
    });
    next();
  };
}
