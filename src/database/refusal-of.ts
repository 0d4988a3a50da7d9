import { errorCode } from "../errors.ts";

/** Classes of SQLSTATE that no waiting cures: refused credentials, no such database, missing rights or tables. */
const FOR_A_PERSON = /^(28|3D|42)/;

/** What Postgres said when it is up and will not have us; null for anything that may pass. It never quotes a password. */
export function refusalOf(error: unknown): string | null {
  return error instanceof Error && FOR_A_PERSON.test(errorCode(error)) ? error.message : null;
}
