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
