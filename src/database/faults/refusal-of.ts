import { errorCode } from "../../errors.ts";

/** Classes of SQLSTATE that waiting does not fix: refused credentials, no such database, missing rights or tables. */
const FOR_A_PERSON = /^(28|3D|42)/;

/** Why a running Postgres refuses the connection; null for anything that may be temporary. Never quotes a password. */
export function refusalOf(error: unknown): string | null {
  return error instanceof Error && FOR_A_PERSON.test(errorCode(error)) ? error.message : null;
}
