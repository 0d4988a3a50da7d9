import { DatabaseError } from "pg";
import { QueryFailedError } from "typeorm";

/** The SQLSTATE of a failed statement; undefined if Postgres did not answer. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const given: unknown = error.driverError;
  return given instanceof Error && "code" in given && typeof given.code === "string" ? given.code : undefined;
}

/** Whether Postgres refused a value itself (class 22); a retry would be refused again. */
export function isDataException(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith("22") === true;
}

/** Serialization failure and deadlock: Postgres aborted the transaction in favour of another; a retry may well succeed. */
export function lostToAnother(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === "40001" || state === "40P01";
}

/** Whether a statement failed because it would have violated this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    error.driverError instanceof DatabaseError &&
    error.driverError.constraint === constraint
  );
}
