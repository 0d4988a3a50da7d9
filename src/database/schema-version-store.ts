import { ConfigurationError } from "../errors.ts";
import type { Database } from "./database.ts";
import { sqlStateOf } from "./faults/sql-state.ts";

/** undefined_function: the schema is older than the function, or there is none. */
const NO_SUCH_FUNCTION = "42883";

/**
 * Throws ConfigurationError if the schema is not that of this version. A process of another version would fail in the
 * middle of its work, after calls that are paid for.
 */
export async function requireSchemaOfThisVersion(database: Database): Promise<void> {
  const { missing, unknown } = await compareSchema(database);
  if (missing.length > 0) {
    throw new ConfigurationError([
      {
        name: "schema",
        problem: `the database's schema is older than this version: it lacks ${nameSome(missing)}. Run \`node_modules/.bin/nightshift migrate\``,
      },
    ]);
  }
  if (unknown.length > 0) {
    throw new ConfigurationError([
      {
        name: "schema",
        problem: `this machine's nightshift is older than the database's schema, which has ${nameSome(unknown)}. Install the version that the other machines run`,
      },
    ]);
  }
}

/** Migrations that this version has and the database lacks, and those that the database has beyond them. */
export async function compareSchema(
  database: Database,
): Promise<{ readonly missing: readonly string[]; readonly unknown: readonly string[] }> {
  return database.withService(async (transaction) => {
    const known = transaction.dataSource.migrations.map(
      (migration) => migration.name ?? migration.constructor.name,
    );
    // A build without the migrations cannot tell.
    if (known.length === 0) return { missing: [], unknown: [] };
    const applied = await transaction
      .query<{ name: string }[]>("select applied_migrations() as name")
      .catch((error: unknown) => {
        if (sqlStateOf(error) === NO_SUCH_FUNCTION) return [];
        throw error;
      });
    const names = new Set(applied.map(({ name }) => name));
    return {
      missing: known.filter((name) => !names.has(name)),
      unknown: [...names].filter((name) => !known.includes(name)),
    };
  });
}

function nameSome(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
