import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";

/** A query of Grafana's PostgreSQL data source as its editor saves it (public/app/plugins/datasource/grafana-postgresql-datasource). */
export interface PostgresTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  /** Written as SQL, not put together in the query builder. */
  readonly editorMode: "code";
  readonly rawQuery: true;
  /** `time_series`: a column `time`, one of numbers, and optionally `metric`, which names the series; sorted by time. */
  readonly format: "table" | "time_series";
  readonly rawSql: string;
}

/** Grafana's built-in plugin for Postgres. */
export const POSTGRES_TYPE = "grafana-postgresql-datasource";

/** The reader of the tenant that the dashboard's first variable chooses. */
export const SOURCE = { type: POSTGRES_TYPE, uid: `\${source}` } as const;

/** A panel's query. */
export function postgresTarget(format: PostgresTarget["format"], sql: string): Builder<Dataquery> {
  const target: PostgresTarget = {
    refId: "A",
    datasource: SOURCE,
    editorMode: "code",
    rawQuery: true,
    format,
    rawSql: sql.trim().replace(/\n {2,}/g, "\n  "),
    _implementsDataqueryVariant() {},
  };
  return { build: () => target };
}
