import { QueryFailedError } from "typeorm";

/** pg's message when its own time limit for an answer has passed; the error has no code. */
const QUERY_TIMEOUT = "Query read timeout";

/** Whether a connection did not answer within its limit: it may hang for good. */
export function isQueryTimeout(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    error.driverError instanceof Error &&
    error.driverError.message === QUERY_TIMEOUT
  );
}
