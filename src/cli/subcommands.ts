import type { Command } from "commander";
import type { ProgramContext } from "./kit/context.ts";

/** Attaches a subcommand, or a part of one, to the command that the table below has made for it. */
export type Register = (command: Command, context: ProgramContext) => void;

/** A subcommand as the help lists it. Its code is loaded when it is used: `--help` need not know Slack. */
export interface Subcommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<readonly Register[]>;
}

/** The subcommands, in the order of the help. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  {
    name: "migrate",
    summary: "bring the database's schema up to date, as the role of MIGRATION_DATABASE_URL",
    load: async () => [(await import("./system/migrate.ts")).registerMigrate],
  },
  {
    name: "seed",
    summary: "create the example tenants acme and globex, and agents with a day of events",
    load: async () => [(await import("./system/seed.ts")).registerSeed],
  },
  {
    name: "tenants",
    summary: "create, list and set up tenants",
    load: async () => [(await import("./tenants/tenants.ts")).registerTenants],
  },
  {
    name: "icp",
    summary: "say which companies a tenant wants as leads",
    load: async () => [(await import("./tenants/icp.ts")).registerIcp],
  },
  {
    name: "view",
    summary: "refresh the view of the companies that fit, or show what blocks it (runbook MV-01)",
    load: async () => [(await import("./system/view.ts")).registerView],
  },
  {
    name: "import",
    summary: "import companies from a CSV file (docs/csv-format.md), all of it or nothing",
    load: async () => [(await import("./companies/import.ts")).registerImport],
  },
  {
    name: "companies",
    summary: "list, show, merge and remove companies of a tenant",
    load: async () => [(await import("./companies/companies.ts")).registerCompanies],
  },
  {
    name: "exclusions",
    summary: "say who must not be contacted: companies, domains and addresses",
    load: async () => [(await import("./exclusions/exclusions.ts")).registerExclusions],
  },
  {
    name: "people",
    summary: "remove a person who asked to be forgotten",
    load: async () => [(await import("./exclusions/people.ts")).registerPeople],
  },
  {
    name: "run",
    summary: "run a tenant's pipeline now, and work on it until it ends (docs/operating.md)",
    load: async () => [(await import("./runs/run.ts")).registerRun],
  },
  {
    name: "runs",
    summary: "list, show, cancel and rerun runs",
    load: async () => [(await import("./runs/runs.ts")).registerRuns],
  },
  {
    name: "schedules",
    summary: "say when a tenant's runs begin",
    load: async () => [(await import("./runs/schedules.ts")).registerSchedules],
  },
  {
    name: "start",
    summary: "run the runner, the bot and the HTTP server in one process, until stopped",
    load: async () => [(await import("./system/services.ts")).registerStart],
  },
  {
    name: "runner",
    summary: "work on runs and judge them, until stopped; any number of runners may be up",
    load: async () => [(await import("./system/services.ts")).registerRunner],
  },
  {
    name: "bot",
    summary: "talk with Slack and serve HTTP, until stopped",
    load: async () => [(await import("./system/services.ts")).registerBot],
  },
  {
    name: "alerts",
    summary: "work with alerts and their rules",
    load: async () => [
      (await import("./alerts/alerts.ts")).registerAlerts,
      (await import("./alerts/alerts-own-rules.ts")).registerAlertsOwnRules,
      (await import("./alerts/alerts-history.ts")).registerAlertsHistory,
      (await import("./alerts/alerts-diagnose.ts")).registerAlertsDiagnose,
      (await import("./alerts/alerts-response.ts")).registerAlertsResponse,
      (await import("./alerts/alerts-replay.ts")).registerAlertsReplay,
      (await import("./alerts/alerts-drill.ts")).registerAlertsDrill,
    ],
  },
  {
    name: "runbooks",
    summary: "list the runbooks, and prove that what they tell people to use works",
    load: async () => [(await import("./alerts/runbooks.ts")).registerRunbooks],
  },
  {
    name: "messages",
    summary: "list undelivered messages, and retry those given up",
    load: async () => [(await import("./alerts/messages.ts")).registerMessages],
  },
  {
    name: "login",
    summary: "print a link that signs a Slack user in to the pages, once",
    load: async () => [(await import("./system/login.ts")).registerLogin],
  },
  {
    name: "slack",
    summary: "set up the Slack app",
    load: async () => [(await import("./system/slack.ts")).registerSlack],
  },
  {
    name: "trace",
    summary: "show everything that happened under a trace id, in order",
    load: async () => [(await import("./runs/trace.ts")).registerTrace],
  },
  {
    name: "export",
    summary: "write a run's events, QA sample or scores as CSV",
    load: async () => [(await import("./runs/export.ts")).registerExport],
  },
  {
    name: "agents",
    summary: "list and set up the external agents that send events",
    load: async () => [(await import("./agents/agents.ts")).registerAgents],
  },
  {
    name: "keys",
    summary: "create, list, rename, rotate and revoke API keys",
    load: async () => [(await import("./agents/keys.ts")).registerKeys],
  },
  {
    name: "prices",
    summary: "list and set what a tenant pays its vendors, and apply corrected prices",
    load: async () => [(await import("./agents/prices.ts")).registerPrices],
  },
  {
    name: "reconcile",
    summary: "recount a run's totals from its events; exit code 1 if one is off",
    load: async () => [(await import("./runs/reconcile.ts")).registerReconcile],
  },
  {
    name: "ledger",
    summary: "list calls whose outcome is unknown, and settle them",
    load: async () => [(await import("./runs/ledger.ts")).registerLedger],
  },
  {
    name: "secrets",
    summary: "change the key that seals stored secrets",
    load: async () => [(await import("./system/secrets.ts")).registerSecrets],
  },
  {
    name: "retention",
    summary: "remove what is past its retention window",
    load: async () => [(await import("./system/retention.ts")).registerRetention],
  },
  {
    name: "notifiers",
    summary: "work with the channels beside Slack",
    load: async () => [(await import("./alerts/notifiers.ts")).registerNotifiers],
  },
  {
    name: "doctor",
    summary: "check settings, database, vendors, Slack and tenants; makes no paid calls",
    load: async () => [(await import("./system/doctor.ts")).registerDoctor],
  },
];
