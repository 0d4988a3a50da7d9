import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { DRILL_RULES, findDrillRule } from "../../alerts/drills/drill-rules.ts";
import { type DrillProgress, readDrillProgress } from "../../alerts/drills/drill-store.ts";
import { drillText } from "../../alerts/drills/drill-text.ts";
import { finishDrill, startDrill } from "../../alerts/drills/run-drill.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { readRunbooks } from "../../alerts/runbooks/runbook-store.ts";
import type { Drill } from "../../entities/drill.ts";
import { InvalidInputError } from "../../errors.ts";
import { PROJECT_FOLDER } from "../../project-folder.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { createProcessLogger } from "../kit/create-process-logger.ts";
import { EXIT_CODES } from "../kit/exit-codes.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";

const RUNBOOKS = `${PROJECT_FOLDER}/runbooks`;
const LOOK_EVERY_MS = 500;

/** `alerts drill`: raises a rule's alert on purpose and measures the response. */
export function registerAlertsDrill(alerts: Command, context: CliContext): void {
  alerts
    .command("drill")
    .description("raise a rule's alert as a drill, and score the response")
    .argument("<rule>", DRILL_RULES.map(({ id }) => id).join(", "))
    .option("--tenant <id>", "whose alert it is; DEFAULT_TENANT_ID without it; nobody's for PL-… and DP-09")
    .option("--page", "also page by telephone, mail and ticket, like a real alert")
    .option("--wait <seconds>", "how long people have to respond", "600")
    .action(async (ruleId: string, options: { tenant?: string; page?: true; wait: string }) => {
      const environment = context.environment();
      const { isOfPlatform } = findDrillRule(ruleId);
      const tenantId = isOfPlatform ? PLATFORM_TENANT : (options.tenant ?? environment.DEFAULT_TENANT_ID);
      if (tenantId === undefined) throw new InvalidInputError("--tenant", "names the tenant to drill");
      const waitMs = readNumber("--wait", options.wait, 0) * 1_000;
      const logger = createProcessLogger(context);
      try {
        await context.withConnection(async ({ database }, signal) => {
          const dependencies = {
            database,
            clock: context.clock,
            logger,
            runbooks: await readRunbooks(RUNBOOKS),
            platformChannel: environment.SLACK_PLATFORM_CHANNEL,
          };
          const pages = options.page === true;
          const drill = await startDrill(dependencies, { ruleId, tenantId, actor: CLI_ACTOR, pages });
          context.note(
            `Drill ${drill.drillId} of ${drill.ruleId} has begun: acknowledge its card in Slack, go through its runbook and resolve it. ${pages ? "Whoever is paged is told, too." : "Nobody is paged."}`,
          );
          const deadline = drill.startedAt.getTime() + waitMs;
          try {
            while (context.clock().getTime() < deadline) {
              const progress = await database.withTenant(drill.tenantId, (transaction) =>
                readDrillProgress(transaction, drill),
              );
              if (isThrough(drill, progress)) break;
              await sleep(LOOK_EVERY_MS, undefined, { signal });
            }
          } finally {
            // Even if interrupted, it leaves no drill open.
            const { drill: ended, last } = await finishDrill(dependencies, drill);
            context.print(drillText(ended, last));
            if (ended.acknowledgedAt === null) context.endWith(EXIT_CODES.unexpected.code);
          }
        });
      } finally {
        await logger.close();
      }
    });
}

/** Somebody ended it, or acknowledged it and completed its runbook. */
function isThrough(
  { stepsTotal }: Pick<Drill, "stepsTotal">,
  { resolved, deliveredAt, acknowledgedAt, stepsDone }: DrillProgress,
): boolean {
  return resolved || (deliveredAt !== null && acknowledgedAt !== null && stepsDone >= stepsTotal);
}
