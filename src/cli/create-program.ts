import { Command } from "commander";
import { VERSION } from "../version.ts";
import { registerAlerts } from "./alerts/alerts.ts";
import { registerAlertsDrill } from "./alerts/alerts-drill.ts";
import { registerAlertsReplay } from "./alerts/alerts-replay.ts";
import { registerAlertsResponse } from "./alerts/alerts-response.ts";
import { registerNotifiers } from "./alerts/notifiers.ts";
import type { CliContext } from "./kit/context.ts";
import { exitCodeHelp } from "./kit/exit-codes.ts";
import { registerServices } from "./kit/services.ts";
import { registerExport } from "./runs/export.ts";
import { registerLedger } from "./runs/ledger.ts";
import { registerReconcile } from "./runs/reconcile.ts";
import { registerRun } from "./runs/run.ts";
import { registerRuns } from "./runs/runs.ts";
import { registerDoctor } from "./system/doctor.ts";
import { registerMigrate } from "./system/migrate.ts";
import { registerRetention } from "./system/retention.ts";
import { registerSlack } from "./system/slack.ts";
import { registerIcp } from "./tenants/icp.ts";
import { registerImport } from "./tenants/import.ts";
import { registerKeys } from "./tenants/keys.ts";
import { registerPrices } from "./tenants/prices.ts";
import { registerSchedules } from "./tenants/schedules.ts";
import { registerSeed } from "./tenants/seed.ts";
import { registerTenants } from "./tenants/tenants.ts";

/** The subcommands, in the order of the help. */
const SUBCOMMANDS = [
  registerMigrate,
  registerSeed,
  registerTenants,
  registerIcp,
  registerImport,
  registerRun,
  registerRuns,
  registerSchedules,
  registerServices,
  registerAlerts,
  registerSlack,
  registerExport,
  registerKeys,
  registerPrices,
  registerReconcile,
  registerLedger,
  registerRetention,
  registerAlertsResponse,
  registerAlertsReplay,
  registerAlertsDrill,
  registerNotifiers,
  registerDoctor,
] as const;

/** The command line. It throws instead of ending the process. */
export function createProgram(context: CliContext): Command {
  const program = new Command("nightshift")
    .description("The on-call bot for nightly data runs.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
    })
    .showHelpAfterError("(add --help for more)")
    .addHelpText("after", exitCodeHelp());
  for (const register of SUBCOMMANDS) register(program, context);
  return program;
}
