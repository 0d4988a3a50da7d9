import { resolve } from "node:path";
import type { Command } from "commander";
import { holdDatabase, ownerUrlOf } from "../../database/connect.ts";
import { migrate } from "../../database/migrate.ts";
import { nameDatabase } from "../../database/name-database.ts";
import type { CliContext } from "../kit/context.ts";
import { untilStopped } from "../kit/until-stopped.ts";

/** `migrate`: brings the schema up to date, as its owner. */
export function registerMigrate(command: Command, context: CliContext): void {
  command.action(async () => {
    const environment = context.environment();
    const ownerUrl = ownerUrlOf(environment);
    const where =
      ownerUrl === null
        ? `embedded Postgres in ${resolve(environment.NIGHTSHIFT_DIR)}`
        : nameDatabase(ownerUrl);
    context.note(`Database: ${where}`);
    // A migration is one transaction: a signal takes effect after it.
    const ran = await untilStopped(async () => {
      if (ownerUrl !== null) return migrate(ownerUrl);
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
