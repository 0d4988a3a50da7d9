/**
 * The test files that take longest, slowest first, with the reason. They are begun first, so that no process is left alone with
 * one at the end.
 */
export const SLOW_FILES: readonly { readonly file: string; readonly reason: string }[] = [
  { file: "test/cli/main.test.ts", reason: "starts the program again and again, as a user does" },
  { file: "test/e2e/night.test.ts", reason: "a whole night of two tenants, then the desk in a browser" },
  {
    file: "test/cli/system/own-database.test.ts",
    reason: "a Postgres of Debian's, and the program against it",
  },
  { file: "test/runner/three-nights.test.ts", reason: "three whole nights of two tenants" },
  { file: "test/alerts/delivery-faults.test.ts", reason: "kills sender processes at every step" },
  { file: "test/runner/troubled-nights.test.ts", reason: "a dozen nights, each with a database of its own" },
  { file: "test/runner/degraded-nights.test.ts", reason: "eleven nights, each with a database of its own" },
  { file: "test/runner/chaos-night.test.ts", reason: "a night that is hit four times" },
  {
    file: "test/observability/tracing/create-langsmith-tracing.test.ts",
    reason: "a night with a tracing service that fails",
  },
  { file: "test/runner/planning/dry-run.test.ts", reason: "starts the program against a prepared tenant" },
  {
    file: "test/entities/adding-to-the-tables.test.ts",
    reason: "makes copies of the product with one thing more, and runs them",
  },
  {
    file: "test/database/embedded/acquire-embedded-postgres.test.ts",
    reason: "starts, kills and moves the embedded server",
  },
  { file: "test/runner/operating-a-run.test.ts", reason: "a dozen runs, cancelled, resumed and rerun" },
  { file: "test/docs/operating-commands.test.ts", reason: "runs every command of a runbook" },
];
