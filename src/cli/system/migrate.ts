import type { Command } from "commander";
import { holdDatabase } from "../../database/connect.ts";
import { migrate } from "../../database/migrate.ts";
import { ConfigurationError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { untilStopped } from "../kit/until-stopped.ts";

/** `migrate`: brings the schema up to date, as its owner. */
export function registerMigrate(command: Command, context: CliContext): void {
  command.action(async () => {
    const environment = context.environment();
    if (environment.databaseUrls !== null && environment.MIGRATION_DATABASE_URL === undefined) {
      throw new ConfigurationError([
        {
          name: "MIGRATION_DATABASE_URL",
          problem: "is needed beside DATABASE_URL: the same database as the role that owns the tables",
        },
      ]);
    }
    // A migration is one transaction: a signal takes effect once it is through.
    const ran = await untilStopped(async () => {
      const hold = await holdDatabase(environment);
      try {
        return await migrate(hold.urls.owner ?? "");
      } finally {
        await hold.release();
      }
    });
    for (const name of ran) context.print(name);
    context.note(ran.length === 0 ? "The schema is up to date." : `${ran.length} migrations ran.`);
  });
}
