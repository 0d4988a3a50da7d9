/** A UUID in lower case, as Postgres writes it; for regular expressions of ours and of SQL. */
export const UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const UUID = new RegExp(`^${UUID_PATTERN}$`, "i");

/** Whether a text is a UUID, in either case: a column of that type refuses anything else with an error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
