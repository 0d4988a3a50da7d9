import { POSTGRES_TYPE } from "./postgres-target.ts";

/** Grafana's file for data sources: the reader of one tenant, from the environment of Grafana's process. */
export const DATA_SOURCES = {
  apiVersion: 1,
  datasources: [
    {
      name: "nightshift",
      uid: "nightshift",
      type: POSTGRES_TYPE,
      access: "proxy",
      url: "$__env{NIGHTSHIFT_DB_HOST}:$__env{NIGHTSHIFT_DB_PORT}",
      user: "$__env{NIGHTSHIFT_READER_USER}",
      secureJsonData: { password: "$__env{NIGHTSHIFT_READER_PASSWORD}" },
      jsonData: {
        database: "$__env{NIGHTSHIFT_DB_NAME}",
        sslmode: "$__env{NIGHTSHIFT_DB_SSLMODE}",
        // A reader may open eight.
        maxOpenConns: 6,
        maxIdleConns: 2,
        maxIdleConnsAuto: false,
        connMaxLifetime: 3600,
        postgresVersion: 1500,
        timescaledb: false,
      },
    },
  ],
} as const;

/** Grafana's file for dashboards: read from the folder they are mounted at. */
export const DASHBOARD_PROVIDERS = {
  apiVersion: 1,
  providers: [
    {
      name: "nightshift",
      folder: "nightshift",
      type: "file",
      allowUiUpdates: false,
      options: { path: "/var/lib/grafana/dashboards/nightshift" },
    },
  ],
} as const;
