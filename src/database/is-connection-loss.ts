import { QueryFailedError, QueryRunnerAlreadyReleasedError } from "typeorm";
import { sqlStateOf } from "./sql-state.ts";

/** Classes of SQLSTATE that speak of the connection or the server, not of the statement: 08, 57P01 to 57P05, 53300. */
const SERVER_STATES = /^(08...|57P0\d|53300)$/;
const SYSTEM_ERROR = /^E[A-Z_]+$/;

/** Whether a transaction failed because its connection or the server went away, which may pass, and not by what it did. */
export function isConnectionLoss(error: unknown): boolean {
  // TypeORM lets go of a connection that broke; whatever is asked of it afterwards fails like this.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  if (!(error instanceof QueryFailedError)) return false;
  const code = sqlStateOf(error);
  // Whatever the server says carries a SQLSTATE; without one it said nothing any more.
  if (code === undefined) return true;
  return SERVER_STATES.test(code) || SYSTEM_ERROR.test(code);
}
