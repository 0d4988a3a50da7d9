import { resolve } from "node:path";
import type { Environment } from "../config/environment.ts";

/** Host, port, database and role of a connection, never its password. */
export function nameDatabase(url: string): string {
  const { hostname, port, pathname, username } = new URL(url);
  return `${hostname}:${port || "5432"}${pathname} as ${username}`;
}

/** Describes a process's database to the person who started it. */
export function nameDatabaseOf({
  databaseUrls,
  MIGRATION_DATABASE_URL,
  NIGHTSHIFT_DIR,
}: Environment): string {
  if (databaseUrls === null && MIGRATION_DATABASE_URL !== undefined) return "none that this command may use";
  return databaseUrls === null
    ? `embedded Postgres in ${resolve(NIGHTSHIFT_DIR)}`
    : nameDatabase(databaseUrls.app);
}
