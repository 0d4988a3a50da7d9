import { encodeMessage } from "../../../otlp/decoding/encode-message.ts";
import { logFailure } from "../../kit/log-failure.ts";
import { createProblem } from "../../kit/problem.ts";
import { RateLimitedError } from "../../kit/rate-limited-error.ts";
import type { ReportProblem } from "../../kit/route.ts";
import { traceIdOf } from "../../kit/trace-id-of.ts";
import { encodingOf } from "./encoding-of.ts";

/** The codes of google.rpc.Status for the statuses of HTTP. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 3,
  415: 3,
  422: 3,
  429: 8,
  500: 13,
  503: 14,
};
const UNKNOWN = 2;
/** When to come back to a database that is away. */
const RETRY_AFTER_SECONDS = 5;

/** An error as OTLP wants it: a `google.rpc.Status` in the encoding of the request. */
export const reportOtlpProblem: ReportProblem = (error, request, response, logger) => {
  const problem = createProblem(error, traceIdOf(request));
  const { status, detail, trace_id: traceId } = problem;
  if (status >= 500) logFailure(error, traceId, request, logger);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (status === 401) response.set("WWW-Authenticate", 'Bearer realm="nightshift"');
  if (error instanceof RateLimitedError) response.set("Retry-After", String(error.retryAfterSeconds));
  if (status === 503) response.set("Retry-After", String(RETRY_AFTER_SECONDS));
  const content = { code: CODES[status] ?? UNKNOWN, message: detail };
  response.status(status);
  if (encodingOf(request) !== "protobuf") response.json(content);
  else response.type("application/x-protobuf").send(Buffer.from(encodeMessage("RpcStatus", content)));
};
