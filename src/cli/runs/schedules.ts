import type { Command } from "commander";
import type { Environment } from "../../config/environment.ts";
import { problemOfCatchUp } from "../../config/problem-of-catch-up.ts";
import { problemOfScheduleCron } from "../../config/problem-of-cron.ts";
import { problemOfTimezone } from "../../config/problem-of-timezone.ts";
import type { Transaction } from "../../database/database.ts";
import { requireZoneOfPostgres } from "../../database/tenants/zone-store.ts";
import { CATCH_UPS } from "../../entities/vocabulary.ts";
import { ConflictError, InvalidInputError } from "../../errors.ts";
import { planFreshRun } from "../../runner/planning/plan-stages.ts";
import { setSchedule } from "../../runner/schedule/schedule-plan.ts";
import {
  DEFAULT_SCHEDULE_ID,
  followSettings,
  listSchedules,
  lockSchedule,
  type ScheduleDefinition,
  type ScheduleRow,
} from "../../runner/schedule/schedule-store.ts";
import { defaultSchedule } from "../../runner/schedule/scheduler.ts";
import { readNumber, readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { readStageList } from "./run.ts";

interface SetOptions {
  readonly id: string;
  readonly name?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly catchUp?: string;
  readonly catchUpWindow?: string;
  readonly cap?: string;
  readonly skip?: string;
}

const LONGEST_WINDOW_MINUTES = 7 * 24 * 60;

/** `schedules …`: when a tenant's runs begin. */
export function registerSchedules(schedules: Command, context: CliContext): void {
  const withId = (command: Command) =>
    command.argument("<tenant>").option("--id <id>", "of the schedule", DEFAULT_SCHEDULE_ID);

  schedules
    .command("list")
    .description("list a tenant's schedules and when each comes next")
    .argument("<tenant>")
    .option("--json", "as JSON")
    .action(async (tenantId: string, options: { json?: true }) => {
      const found = await onTenant(context, tenantId, (transaction) => listSchedules(transaction, tenantId));
      context.print(options.json ? toJson(found) : renderSchedules(found));
      if (found.length === 0) {
        const { cron, timezone } = defaultSchedule(context.environment());
        context.note(
          `${tenantId} has no schedule yet; a runner that schedules it writes one of the settings: ${cron} (${timezone ?? "the tenant's zone"}).`,
        );
      }
    });

  withId(schedules.command("set"))
    .description("change a schedule, or write a new one; what is left out stays, or is as SCHED_* says")
    .option("--name <name>", "as people read it")
    .option("--cron <cron>", 'minute, hour, day of month, month, day of week, e.g. "0 1 * * *"')
    .option("--timezone <zone>", "IANA zone the cron is read in, or tenant for the tenant's own")
    .option("--catch-up <what>", `of times that passed while no runner was up: ${CATCH_UPS.join(", ")}`)
    .option("--catch-up-window <minutes>", "the longest a run may begin after its time")
    .option("--cap <number>", "the most companies a run takes, or none")
    .option("--skip <stages>", "stages its runs leave out, commas between, or none")
    .action(async (tenantId: string, options: SetOptions) => {
      const changes = readChanges(options);
      const name = options.name?.trim();
      await change(tenantId, readId(options.id), "set", async (current, environment, transaction) => {
        const definition = {
          ...(current ?? { ...defaultSchedule(environment), enabled: true }),
          ...changes,
          followsSettings: false,
        };
        requireCatchUp(definition);
        if (definition.timezone !== null) await requireZoneOfPostgres(transaction, definition.timezone);
        return {
          name: name || current?.name || (options.id === DEFAULT_SCHEDULE_ID ? "Nightly run" : options.id),
          definition,
        };
      });
    });

  withId(schedules.command("reset"))
    .description("let the default schedule follow the settings (SCHED_*) again; whether it is enabled stays")
    .action((tenantId: string, { id }: { id: string }) =>
      change(tenantId, readId(id), "reset", async (current, environment, transaction) => {
        if (id !== DEFAULT_SCHEDULE_ID)
          throw new InvalidInputError(
            "--id",
            `only the schedule "${DEFAULT_SCHEDULE_ID}" follows the settings; set or disable "${id}" instead`,
          );
        if (current !== null) await followSettings(transaction, current);
        return {
          name: "Nightly run",
          definition: {
            ...defaultSchedule(environment),
            enabled: current?.enabled ?? true,
            followsSettings: true,
          },
        };
      }),
    );

  for (const enabled of [true, false]) {
    const verb = enabled ? "enable" : "disable";
    withId(schedules.command(verb))
      .description(
        enabled
          ? "let a schedule start runs again, from its next time on"
          : "let a schedule start no more runs; what it waits for is given up",
      )
      .action((tenantId: string, { id }: { id: string }) =>
        change(tenantId, readId(id), verb, async (current, environment) => {
          if (current !== null) return { name: current.name, definition: { ...current, enabled } };
          if (id !== DEFAULT_SCHEDULE_ID)
            throw new InvalidInputError("--id", `${tenantId} has no schedule "${id}"; see schedules list`);
          return {
            name: "Nightly run",
            definition: { ...defaultSchedule(environment), enabled, followsSettings: true },
          };
        }),
      );
  }

  async function change(
    tenantId: string,
    scheduleId: string,
    verb: string,
    decide: (
      current: ScheduleRow | null,
      environment: Environment,
      transaction: Transaction,
    ) => Promise<{
      readonly name: string;
      readonly definition: ScheduleDefinition & { readonly followsSettings: boolean };
    }>,
  ): Promise<void> {
    const saved = await onTenant(context, tenantId, async (transaction) => {
      // Locked, so that two concurrent changes do not undo each other.
      const current = await lockSchedule(transaction, tenantId, scheduleId);
      const { name, definition } = await decide(current, context.environment(), transaction);
      const row = await setSchedule(transaction, { tenantId, scheduleId, name }, definition, context.clock());
      const { cron, timezone, catchUp, catchUpWindowMinutes, enabled, cap, skipStages } = row;
      // A person's change in the meantime wins over what was set from the settings.
      if (row.followsSettings !== definition.followsSettings)
        throw new ConflictError(
          `The schedule ${scheduleId} of ${tenantId} has changed. Look again, and repeat.`,
        );
      await auditCli(transaction, {
        tenantId,
        action: `schedule.${verb}`,
        subject: scheduleId,
        detail: {
          ...{ cron, timezone, catchUp, catchUpWindowMinutes, enabled, cap, skipStages },
        },
      });
      return row;
    });
    context.print(renderSchedules([saved]));
  }
}

function readId(text: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) || text.length > 40) {
    throw new InvalidInputError("--id", "must be lower-case letters, digits and single hyphens, e.g. weekly");
  }
  return text;
}

function readChanges(options: SetOptions): Partial<ScheduleDefinition> {
  const { cron, timezone, catchUp, catchUpWindow, cap, skip } = options;
  return {
    ...(cron !== undefined && { cron: readChecked("--cron", cron, problemOfScheduleCron) }),
    ...(timezone !== undefined && {
      timezone: timezone === "tenant" ? null : readChecked("--timezone", timezone, problemOfTimezone),
    }),
    ...(catchUp !== undefined && { catchUp: readWord("--catch-up", catchUp, CATCH_UPS) }),
    ...(catchUpWindow !== undefined && { catchUpWindowMinutes: readWindow(catchUpWindow) }),
    ...(cap !== undefined && { cap: cap === "none" ? null : readNumber("--cap", cap, 1) }),
    ...(skip !== undefined && { skipStages: skip === "none" ? [] : readSkip(skip) }),
  };
}

function readChecked(option: string, text: string, problemOf: (text: string) => string | null): string {
  const trimmed = text.trim();
  const problem = problemOf(trimmed);
  if (problem !== null) throw new InvalidInputError(option, problem);
  return trimmed;
}

/** What would keep every run from starting is refused here, not night after night. */
function readSkip(text: string): ScheduleDefinition["skipStages"] {
  const skip = readStageList("--skip", text);
  planFreshRun({ skip });
  return skip;
}

function requireCatchUp({ catchUp, catchUpWindowMinutes }: ScheduleDefinition): void {
  const problem = problemOfCatchUp(catchUp, catchUpWindowMinutes);
  if (problem !== null) throw new InvalidInputError("--catch-up-window", problem);
}

function readWindow(text: string): number {
  const minutes = readNumber("--catch-up-window", text, 0);
  if (minutes > LONGEST_WINDOW_MINUTES)
    throw new InvalidInputError("--catch-up-window", `must be at most ${LONGEST_WINDOW_MINUTES}, a week`);
  return minutes;
}

function renderSchedules(schedules: readonly ScheduleRow[]): string {
  return renderTable(
    ["ID", "CRON", "TIME ZONE", "CATCH-UP", "CAP", "SKIPS", "NEXT", ""],
    schedules.map((schedule) => [
      schedule.scheduleId,
      schedule.cron,
      schedule.timezone ?? `${schedule.tenantTimezone} (the tenant's)`,
      schedule.catchUp === "none" ? "none" : `${schedule.catchUp}, ${schedule.catchUpWindowMinutes} min`,
      schedule.cap === null ? "-" : String(schedule.cap),
      schedule.skipStages.join(",") || "-",
      schedule.enabled ? (schedule.nextLocalAt?.replace("T", " ") ?? "-") : "disabled",
      schedule.followsSettings ? "follows SCHED_*" : "",
    ]),
  );
}
