import {
  ConflictError,
  DatabaseUnavailableError,
  ForbiddenError,
  InvalidInputError,
  NightshiftError,
  NotFoundError,
  UnauthenticatedError,
} from "../../errors.ts";
import { BodyError } from "../bodies/body-error.ts";
import { MethodNotAllowedError } from "./method-not-allowed-error.ts";
import { RateLimitedError } from "./rate-limited-error.ts";

/** An error as RFC 9457 writes it. https://www.rfc-editor.org/rfc/rfc9457 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly trace_id: string;
  readonly field?: string;
}

const STATUSES = [
  { of: InvalidInputError, status: 422, title: "Value not allowed" },
  { of: UnauthenticatedError, status: 401, title: "Unauthenticated" },
  { of: ForbiddenError, status: 403, title: "Forbidden" },
  { of: NotFoundError, status: 404, title: "Not found" },
  { of: MethodNotAllowedError, status: 405, title: "Method not allowed" },
  { of: ConflictError, status: 409, title: "Conflict" },
  { of: RateLimitedError, status: 429, title: "Too many requests" },
  { of: DatabaseUnavailableError, status: 503, title: "Database unavailable" },
] as const;

const BODY_TITLES = {
  400: "Malformed request",
  413: "Content too large",
  415: "Unsupported media type",
} as const;

/** An error as the caller sees it. For an unforeseen one, only where to find it in the log. */
export function createProblem(error: unknown, traceId: string): Problem {
  const common = { type: "about:blank", trace_id: traceId };
  const known = STATUSES.find(({ of }) => error instanceof of);
  if (known !== undefined && error instanceof NightshiftError) {
    return {
      ...common,
      title: known.title,
      status: known.status,
      detail: error.message,
      code: error.code,
      ...(error instanceof InvalidInputError ? { field: error.field } : {}),
    };
  }
  if (error instanceof BodyError) {
    const { status, message: detail, code, field } = error;
    return { ...common, title: BODY_TITLES[status], status, detail, code, field };
  }
  const status = clientErrorStatus(error);
  if (status !== null) {
    return {
      ...common,
      title: "Malformed request",
      status,
      detail: "The request could not be read.",
      code: "malformed_request",
    };
  }
  return {
    ...common,
    title: "Internal error",
    status: 500,
    detail: `Something failed on our side. The log has it under trace_id ${traceId}.`,
    code: "unexpected",
  };
}

/** Express and its parsers mark client errors with a 4xx status. */
function clientErrorStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return null;
  return error.status >= 400 && error.status < 500 ? error.status : null;
}
