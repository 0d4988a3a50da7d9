import { DataSource } from "typeorm";
import { ENTITIES } from "../entities/entities.ts";
import { MIGRATION_FILES } from "../project-folder.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import { SnakeNaming } from "./snake-naming.ts";

/** A pool of connections as one role. `name` shows in pg_stat_activity. */
export function createDataSource(
  url: string,
  options: { readonly poolSize: number; readonly name: string; readonly limits?: ConnectionLimits },
): DataSource {
  return new DataSource({
    type: "postgres",
    url,
    entities: ENTITIES,
    migrations: [MIGRATION_FILES],
    migrationsTableName: "migrations",
    migrationsTransactionMode: "each",
    namingStrategy: new SnakeNaming(),
    uuidExtension: "pgcrypto",
    installExtensions: false,
    applicationName: `nightshift ${options.name}`,
    poolSize: options.poolSize,
    connectTimeoutMS: 10_000,
    extra: { idleTimeoutMillis: 30_000, ...options.limits },
  });
}
