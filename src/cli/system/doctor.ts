import { styleText } from "node:util";
import type { Command } from "commander";
import { probeSlack } from "../../bot/posting/probe-slack.ts";
import { systemClock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { ConfigurationError, errorCode, NightshiftError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { createProcessLogger } from "../kit/create-process-logger.ts";
import { EXIT_CODES, InterruptedError } from "../kit/exit-codes.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { checkDatabase } from "./doctor/check-database.ts";
import { checkNotifiers } from "./doctor/check-notifiers.ts";
import { checkOpenTelemetry } from "./doctor/check-open-telemetry.ts";
import { checkSchedules } from "./doctor/check-schedules.ts";
import { checkSecrets } from "./doctor/check-secrets.ts";
import { checkSettingNames } from "./doctor/check-setting-names.ts";
import { checkSlack, type ProbeSlack } from "./doctor/check-slack.ts";
import { checkTenants } from "./doctor/check-tenants.ts";
import { checkVendors } from "./doctor/check-vendors.ts";
import { checkWorkers } from "./doctor/check-workers.ts";
import { type DoctorFinding, fail, ok } from "./doctor/doctor-finding.ts";
import { listSlackChannels } from "./doctor/list-slack-channels.ts";

/** `doctor`: checks everything the product depends on, and says how to fix what is wrong. */
export function registerDoctor(command: Command, context: CliContext): void {
  command
    .option(
      "--live",
      "for an installation in use: unknown settings, nobody to call and no process up are failures",
    )
    .option("--json", "as JSON")
    .option("--post", "also post a message to each Slack channel, and remove it again")
    .action(async (options: { live?: true; json?: true; post?: true }) => {
      const probe: ProbeSlack = (environment, channels) =>
        probeSlack(environment, { channels, post: options.post === true }, createProcessLogger(context));
      const found = await diagnose(context, probe);
      const findings = found.map((finding) =>
        options.live && finding.isForLive ? { ...finding, status: "fail" as const } : finding,
      );
      context.print(options.json ? toJson(findings) : renderFindings(findings));
      if (findings.some(({ status }) => status === "fail")) context.endWith(EXIT_CODES.unexpected.code);
    });
}

async function diagnose(context: CliContext, probe: ProbeSlack): Promise<DoctorFinding[]> {
  const settings = checkSettingNames(context.fileSettings());
  let environment: Environment;
  try {
    environment = context.environment();
  } catch (error) {
    return [...settings, ...explain("configuration", error)];
  }
  let channels = await listSlackChannels(null, environment);
  return [
    ok("configuration", environment.databaseUrls === null ? "embedded Postgres" : "a Postgres of your own"),
    ...settings,
    ...(await attempt("database", () =>
      context.withConnection(async ({ database, secrets }) => {
        const found = await checkDatabase(database, context.clock, systemClock);
        // Tenants cannot be read from a schema of another version.
        if (found.some(({ subject, status }) => subject === "schema" && status === "fail")) return found;
        channels = await listSlackChannels(database, environment).catch(() => channels);
        return [
          ...found,
          ...(await checkWorkers(database, context.clock())),
          ...(await attempt("secrets", () => checkSecrets(database, secrets))),
          ...(await attempt("schedules", () => checkSchedules(database))),
          ...(await attempt("tenants", () => checkTenants(database, secrets, environment, context.clock()))),
          ...(await attempt("OpenTelemetry", () => checkOpenTelemetry(database))),
        ];
      }),
    )),
    ...(await attempt("vendors", () => checkVendors(environment))),
    ...(await checkSlack(environment, channels, probe)),
    ...(await attempt("channels beside Slack", () => checkNotifiers(environment))),
  ];
}

async function attempt(subject: string, check: () => Promise<DoctorFinding[]>): Promise<DoctorFinding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return explain(subject, error);
  }
}

function explain(subject: string, error: unknown): DoctorFinding[] {
  if (error instanceof ConfigurationError) {
    return error.settings.map(({ name, problem }) => fail(name, "is not usable", problem));
  }
  if (error instanceof NightshiftError) return [fail(subject, error.code, error.message)];
  return [fail(subject, `failed (${errorCode(error)})`, "see the log for the whole story")];
}

const MARKS = { ok: "ok", warn: "WARN", fail: "FAIL" } as const;

const STATUSES = ["ok", "warn", "fail"] as const;
const COLOURS = { ok: "green", warn: "yellow", fail: "red" } as const;

/** In colours if the terminal has them and NO_COLOR is not set. */
function renderFindings(findings: readonly DoctorFinding[]): string {
  return renderTable(
    ["", "WHAT", "HOW IT IS", "WHAT TO DO"],
    findings.map(({ subject, status, detail, remedy }) => [MARKS[status], subject, detail, remedy ?? ""]),
  ).replace(/^(ok|WARN|FAIL)(?= )/gm, (mark) => {
    const [status = "ok"] = STATUSES.filter((one) => MARKS[one] === mark);
    return styleText(COLOURS[status], mark, { stream: process.stdout });
  });
}
