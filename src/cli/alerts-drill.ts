import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { readDrillProgress } from "../alerts/drill-store.ts";
import { drillText } from "../alerts/drill-text.ts";
import { DRILL_RULES } from "../alerts/drills/drill-rules.ts";
import { finishDrill, startDrill } from "../alerts/run-drill.ts";
import { readRunbooks } from "../alerts/runbook-store.ts";
import { InvalidInputError } from "../errors.ts";
import { alertsCommand } from "./alerts-command.ts";
import { readNumber } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { CLI_ACTOR } from "./on-tenant.ts";
import { createProcessLogger } from "./services.ts";

const RUNBOOKS = `${import.meta.dirname}/../../runbooks`;
const LOOK_EVERY_MS = 500;

/** `alerts drill`: raises a rule's alert on purpose and measures what comes of it. */
export function registerAlertsDrill(program: Command, context: CliContext): void {
  alertsCommand(program)
    .command("drill")
    .description("raise a rule's alert on purpose, marked as a drill, and score how it is seen to")
    .argument("<rule>", DRILL_RULES.map(({ id }) => id).join(", "))
    .option("--tenant <id>", "whose alert it is; DEFAULT_TENANT_ID without it")
    .option("--wait <seconds>", "how long somebody has to acknowledge it", "600")
    .action(async (ruleId: string, options: { tenant?: string; wait: string }) => {
      const environment = context.environment();
      const tenantId = options.tenant ?? environment.DEFAULT_TENANT_ID;
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
          const drill = await startDrill(dependencies, { ruleId, tenantId, actor: CLI_ACTOR });
          context.note(`Drill ${drill.drillId} of ${ruleId} has begun: acknowledge its card in Slack.`);
          const deadline = drill.startedAt.getTime() + waitMs;
          try {
            while (context.clock().getTime() < deadline) {
              const progress = await database.withTenant(drill.tenantId, (transaction) =>
                readDrillProgress(transaction, drill),
              );
              if (progress.resolved || (progress.deliveredAt !== null && progress.acknowledgedAt !== null))
                break;
              await sleep(LOOK_EVERY_MS, undefined, { signal });
            }
          } finally {
            // Interrupted or not: no drill is left open.
            const { drill: ended, last } = await finishDrill(dependencies, drill);
            context.print(drillText(ended, last));
          }
        });
      } finally {
        await logger.close();
      }
    });
}
