import type { Transaction } from "../../database/database.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { CatchUp } from "../../entities/vocabulary.ts";

/** The schedule that a tenant without one of its own follows. */
export const DEFAULT_SCHEDULE_ID = "default";

/** What a schedule says. */
export interface ScheduleDefinition {
  readonly cron: string;
  /** Null: the tenant's own zone. */
  readonly timezone: string | null;
  readonly catchUp: CatchUp;
  readonly catchUpWindowMinutes: number;
  readonly enabled: boolean;
  readonly cap: number | null;
  readonly skipStages: readonly Stage[];
}

/** A schedule with the zone it is read in and its next time. */
export interface ScheduleRow extends ScheduleDefinition {
  readonly tenantId: string;
  readonly scheduleId: string;
  readonly name: string;
  readonly followsSettings: boolean;
  readonly tenantTimezone: string;
  /** The definition that `nextDueAt` was computed from. */
  readonly plannedFrom: string | null;
  readonly nextDueAt: Date | null;
  readonly nextLocalAt: string | null;
}

/** For a select of ScheduleRow, with SCHEDULE_FROM. */
export const SCHEDULE_COLUMNS = `s.tenant_id as "tenantId", s.schedule_id as "scheduleId", s.name, s.cron, s.timezone,
  s.catch_up as "catchUp", s.catch_up_window_minutes as "catchUpWindowMinutes", s.enabled, s.cap,
  s.skip_stages as "skipStages", s.follows_settings as "followsSettings", t.timezone as "tenantTimezone",
  s.planned_from as "plannedFrom", s.next_due_at as "nextDueAt",
  to_char(s.next_local_at, 'YYYY-MM-DD"T"HH24:MI') as "nextLocalAt"`;
export const SCHEDULE_FROM = "from schedules s join tenants t using (tenant_id)";

/** A tenant's schedules, in order of their ids. */
export async function listSchedules(transaction: Transaction, tenantId: string): Promise<ScheduleRow[]> {
  return transaction.query<ScheduleRow[]>(
    `select ${SCHEDULE_COLUMNS} ${SCHEDULE_FROM} where s.tenant_id = $1 order by s.schedule_id`,
    [tenantId],
  );
}

/** What names a schedule. */
export type ScheduleKey = Pick<ScheduleRow, "tenantId" | "scheduleId">;

export async function findSchedule(
  transaction: Transaction,
  tenantId: string,
  scheduleId: string,
): Promise<ScheduleRow | null> {
  const [row] = await transaction.query<ScheduleRow[]>(
    `select ${SCHEDULE_COLUMNS} ${SCHEDULE_FROM} where s.tenant_id = $1 and s.schedule_id = $2`,
    [tenantId, scheduleId],
  );
  return row ?? null;
}

/** A schedule, locked until the transaction ends, so that only one process handles its next time. */
export async function lockSchedule(
  transaction: Transaction,
  tenantId: string,
  scheduleId: string,
): Promise<ScheduleRow | null> {
  const [row] = await transaction.query<ScheduleRow[]>(
    `select ${SCHEDULE_COLUMNS} ${SCHEDULE_FROM} where s.tenant_id = $1 and s.schedule_id = $2 for update of s`,
    [tenantId, scheduleId],
  );
  return row ?? null;
}

/** Writes a schedule, replacing one with the same id; the settings never overwrite a schedule that a person has set. */
export async function saveSchedule(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly scheduleId: string; readonly name: string },
  schedule: ScheduleDefinition & { readonly followsSettings: boolean },
): Promise<void> {
  await transaction.query(
    `insert into schedules as s (tenant_id, schedule_id, name, cron, timezone, catch_up, catch_up_window_minutes,
       enabled, cap, skip_stages, follows_settings)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (tenant_id, schedule_id) do update set name = excluded.name, cron = excluded.cron,
       timezone = excluded.timezone, catch_up = excluded.catch_up,
       catch_up_window_minutes = excluded.catch_up_window_minutes, enabled = excluded.enabled, cap = excluded.cap,
       skip_stages = excluded.skip_stages, follows_settings = excluded.follows_settings, updated_at = default
     where s.follows_settings or not excluded.follows_settings`,
    [
      key.tenantId,
      key.scheduleId,
      key.name,
      schedule.cron,
      schedule.timezone,
      schedule.catchUp,
      schedule.catchUpWindowMinutes,
      schedule.enabled,
      schedule.cap,
      schedule.skipStages,
      schedule.followsSettings,
    ],
  );
}

/** Lets a schedule follow the settings again, even if a person set it. */
export async function followSettings(
  transaction: Transaction,
  { tenantId, scheduleId }: Pick<ScheduleRow, "tenantId" | "scheduleId">,
): Promise<void> {
  await transaction.query(
    "update schedules set follows_settings = true where tenant_id = $1 and schedule_id = $2",
    [tenantId, scheduleId],
  );
}
