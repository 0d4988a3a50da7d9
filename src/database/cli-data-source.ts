import { createDataSource } from "./create-data-source.ts";

/** The data source for TypeORM's own command line (`npm run migration:generate`), as the owner. */
// biome-ignore lint/style/noProcessEnv: TypeORM's command line loads this file by itself
export const dataSource = createDataSource(process.env["MIGRATION_DATABASE_URL"] ?? "", {
  poolSize: 2,
  name: "migrations",
});
