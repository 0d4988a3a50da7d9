import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import { problemOfScheduleCron } from "../config/problem-of-cron.ts";
import { problemOfTimezone } from "../config/problem-of-timezone.ts";
import type { Database } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { requireZoneOfPostgres } from "../database/tenants/zone-store.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../errors.ts";
import { setSchedule } from "./schedule/schedule-plan.ts";
import {
  DEFAULT_SCHEDULE_ID,
  followSettings,
  listSchedules,
  lockSchedule,
  type ScheduleDefinition,
  type ScheduleRow,
} from "./schedule/schedule-store.ts";
import { defaultSchedule } from "./schedule/scheduler.ts";

/** Who changes which schedule. */
interface ScheduleAct {
  readonly tenantId: string;
  readonly actor: string;
  readonly scheduleId: string;
}

/** What may be changed of a schedule on request; what is left out stays. */
type ScheduleWish = Partial<Pick<ScheduleDefinition, "cron" | "timezone" | "enabled">>;

/** Lists and changes schedules on request, each change in a transaction with its audit. */
export function createScheduleControl(world: {
  readonly database: Database;
  readonly environment: Environment;
  readonly clock: Clock;
}) {
  const { database, environment, clock } = world;

  /** Locked, so that of two changes at the same moment neither undoes the other. */
  async function save(
    { tenantId, actor, scheduleId }: ScheduleAct,
    action: string,
    decide: (current: ScheduleRow | null) => ScheduleDefinition & { readonly followsSettings: boolean },
  ): Promise<void> {
    await database.withTenant(tenantId, async (transaction) => {
      const current = await lockSchedule(transaction, tenantId, scheduleId);
      if (current === null && scheduleId !== DEFAULT_SCHEDULE_ID)
        throw new NotFoundError("page", `schedule ${scheduleId}`);
      const definition = decide(current);
      if (definition.timezone !== null) await requireZoneOfPostgres(transaction, definition.timezone);
      if (definition.followsSettings && current !== null) await followSettings(transaction, current);
      const name = current?.name ?? "Nightly run";
      const row = await setSchedule(transaction, { tenantId, scheduleId, name }, definition, clock());
      // What was meant for the settings loses against a person's word that came in between.
      if (row.followsSettings !== definition.followsSettings)
        throw new ConflictError(
          `The schedule ${scheduleId} of ${tenantId} has changed. Look again, and repeat.`,
        );
      const { cron, timezone, enabled } = row;
      await insertAudit(transaction, {
        tenantId,
        actor,
        action,
        subject: scheduleId,
        detail: { cron, timezone, enabled },
      });
    });
  }

  return {
    listSchedules: (tenantId: string) =>
      database.withTenant(tenantId, (transaction) => listSchedules(transaction, tenantId)),
    /** Throws InvalidInputError for a cron or zone that nobody can follow. */
    async changeSchedule(
      by: Omit<ScheduleAct, "scheduleId">,
      scheduleId: string,
      wish: ScheduleWish,
    ): Promise<void> {
      const problem = wish.cron === undefined ? null : problemOfScheduleCron(wish.cron);
      if (problem !== null) throw new InvalidInputError("cron", problem);
      const zoneProblem = typeof wish.timezone === "string" ? problemOfTimezone(wish.timezone) : null;
      if (zoneProblem !== null) throw new InvalidInputError("timezone", zoneProblem);
      const isOnlySwitched = wish.cron === undefined && wish.timezone === undefined;
      await save({ ...by, scheduleId }, "schedule.set", (current) => ({
        ...(current ?? { ...defaultSchedule(environment), enabled: true, followsSettings: true }),
        ...wish,
        ...(!isOnlySwitched && { followsSettings: false }),
      }));
    },
    async resetSchedule(by: Omit<ScheduleAct, "scheduleId">, scheduleId: string): Promise<void> {
      if (scheduleId !== DEFAULT_SCHEDULE_ID)
        throw new InvalidInputError("schedule", `only "${DEFAULT_SCHEDULE_ID}" follows the settings`);
      await save({ ...by, scheduleId }, "schedule.reset", (current) => ({
        ...defaultSchedule(environment),
        enabled: current?.enabled ?? true,
        followsSettings: true,
      }));
    },
  };
}
