import { QueryFailedError } from "typeorm";

/** What pg says when its own time limit for an answer has passed; it has no code. */
const QUERY_TIMEOUT = "Query read timeout";

/** Whether a connection did not answer within its limit: it may hang for good. */
export function isQueryTimeout(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    error.driverError instanceof Error &&
    error.driverError.message === QUERY_TIMEOUT
  );
}
