import { readFencedBlocks } from "../docs/read-docs.ts";

/** What docs/running-in-production.md has an administrator run; "…" stands for each password. */
export function readAdministratorSql(): string {
  const [sql] = readFencedBlocks("docs/running-in-production.md", "sql");
  if (sql === undefined) throw new Error("docs/running-in-production.md has no SQL for the administrator");
  return sql;
}
