import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from "typeorm";
import { sqlStateOf } from "./sql-state.ts";

/** SQLSTATEs about the connection or the server, not the statement: 08, 57P01 to 57P05, 25P03, 25P04, 53300. */
const SERVER_STATES = /^(08...|57P0\d|25P0[34]|53300)$/;
const SYSTEM_ERROR = /^E[A-Z_]+$/;

/** Whether a transaction failed because its connection or the server went away, which may be temporary. */
export function isConnectionLoss(error: unknown): boolean {
  // TypeORM releases a broken connection; later queries on it fail with this error.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  if (!(error instanceof QueryFailedError)) return false;
  const code = sqlStateOf(error);
  // Every answer of the server carries a SQLSTATE; without one, there was no answer.
  if (code === undefined) return true;
  return SERVER_STATES.test(code) || SYSTEM_ERROR.test(code);
}
