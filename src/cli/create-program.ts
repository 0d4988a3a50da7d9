import { Command } from "commander";
import { VERSION } from "../version.ts";
import { registerAlerts } from "./alerts.ts";
import { registerAlertsDrill } from "./alerts-drill.ts";
import { registerAlertsReplay } from "./alerts-replay.ts";
import { registerAlertsResponse } from "./alerts-response.ts";
import type { CliContext } from "./context.ts";
import { registerDoctor } from "./doctor.ts";
import { exitCodeHelp } from "./exit-codes.ts";
import { registerExport } from "./export.ts";
import { registerIcp } from "./icp.ts";
import { registerImport } from "./import.ts";
import { registerKeys } from "./keys.ts";
import { registerLedger } from "./ledger.ts";
import { registerMigrate } from "./migrate.ts";
import { registerNotifiers } from "./notifiers.ts";
import { registerPrices } from "./prices.ts";
import { registerReconcile } from "./reconcile.ts";
import { registerRetention } from "./retention.ts";
import { registerRun } from "./run.ts";
import { registerRuns } from "./runs.ts";
import { registerSchedules } from "./schedules.ts";
import { registerSeed } from "./seed.ts";
import { registerServices } from "./services.ts";
import { registerSlack } from "./slack.ts";
import { registerTenants } from "./tenants.ts";

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
