import { DatabaseError } from "pg";
import { QueryFailedError } from "typeorm";

/** The SQLSTATE that Postgres gave a failed statement; undefined where it said nothing. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const given: unknown = error.driverError;
  return given instanceof Error && "code" in given && typeof given.code === "string" ? given.code : undefined;
}

/** Whether Postgres refused a value for what it is (class 22). Tried again, it is refused again. */
export function isDataException(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith("22") === true;
}

/** Serialization failure and deadlock: Postgres gave the transaction up for another's sake; tried again, it may well succeed. */
export function lostToAnother(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === "40001" || state === "40P01";
}

/** Whether a statement failed because it would have broken this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    error.driverError instanceof DatabaseError &&
    error.driverError.constraint === constraint
  );
}
