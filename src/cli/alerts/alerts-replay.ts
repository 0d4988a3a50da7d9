import type { Command } from "commander";
import { REPLAY_DAYS, replayAlerts } from "../../alerts/replay/replay-alerts.ts";
import {
  type Agreement,
  findReplayRule,
  REPLAY_RULES,
  type ReplayResult,
  readThresholdChanges,
} from "../../alerts/replay/replay-rule.ts";
import { replayText } from "../../alerts/replay/replay-text.ts";
import { percent } from "../../alerts/rulebook/phrases.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { listActiveTenants } from "../../database/tenants/tenant-store.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

interface Options {
  readonly rule: string;
  readonly set: readonly string[];
  readonly days: string;
  readonly tenant?: string;
  readonly json?: true;
}

/** `alerts replay`: what a rule would have found on past nights with other thresholds. */
export function registerAlertsReplay(alerts: Command, context: CliContext): void {
  alerts
    .command("replay")
    .description("try other thresholds of a rule on past nights; changes nothing")
    .requiredOption("--rule <id>", REPLAY_RULES.map(({ id }) => id).join(", "))
    .option("--set <name=value...>", "thresholds to try, e.g. warnRatio=0.4", [])
    .option("--days <n>", "how many days back", String(REPLAY_DAYS))
    .option("--tenant <id>", "one tenant only")
    .option("--json", "print every run as JSON")
    .action(async (options: Options) => {
      const rule = findReplayRule(options.rule);
      const changes = readThresholdChanges(rule, options.set);
      const days = readNumber("--days", options.days, 1);
      const since = new Date(context.clock().getTime() - days * 86_400_000);
      const { tenant } = options;
      const result = await context.withConnection(async ({ database }) => {
        if (tenant !== undefined) await requireTenant(database, tenant);
        const tenants =
          tenant === undefined ? await database.withService(listActiveTenants) : [{ tenantId: tenant }];
        const tenantIds = tenants.map(({ tenantId }) => tenantId);
        return replayAlerts(database, { rule, changes, tenantIds, since });
      });
      context.print(options.json === true ? toJson(result) : describe(result, days));
    });
}

function describe(result: ReplayResult, days: number): string {
  const { runs, asSet, changed } = result;
  if (runs.length === 0) return replayText(result, days);
  const different = runs.filter((run) => run.asSet !== run.changed);
  const summary = renderTable(
    ["THRESHOLDS", "FINDS", "OF WHAT FIRED", "EXTRA", "MISSED", "NOT USEFUL", "PRECISION", "RECALL"],
    [
      ["as set", ...cells(asSet)],
      ["changed", ...cells(changed)],
    ],
  );
  const details = renderTable(
    ["TENANT", "RUN", "STARTED", "AS SET", "CHANGED", "FIRED"],
    different.map((run) => [
      run.tenantId,
      run.runId,
      run.startedAt.toISOString(),
      run.asSet ?? "-",
      run.changed ?? "-",
      run.notUseful ? "yes, not useful" : run.fired ? "yes" : "no",
    ]),
  );
  return [
    `${replayText(result, days)} What fired is taken for the truth.`,
    summary,
    different.length === 0 ? "No night would be judged otherwise." : `Judged otherwise:\n${details}`,
  ].join("\n\n");
}

function cells({ found, both, extra, missed, notUseful, precision, recall }: Agreement): string[] {
  const share = (ratio: number | null) => (ratio === null ? "-" : percent(ratio));
  const counts = [found, both, extra, missed, notUseful].map(String);
  return [...counts, share(precision), share(recall)];
}
