import type { RunWish } from "../../entities/run-wish.ts";

/** A schedule as a page shows and changes it. */
export interface ScheduleView {
  readonly scheduleId: string;
  readonly name: string;
  readonly cron: string;
  /** Null: the tenant's own. */
  readonly timezone: string | null;
  readonly enabled: boolean;
  readonly catchUp: string;
  readonly catchUpWindowMinutes: number;
  readonly followsSettings: boolean;
  readonly nextDueAt: Date | null;
}

/** What a form changes of a schedule. */
export interface ScheduleChange {
  readonly cron?: string;
  readonly timezone?: string | null;
  readonly enabled?: boolean;
}

/** A check of the installation. */
export interface CheckView {
  readonly name: string;
  readonly status: string;
  readonly latencyMs: number;
  /** Figures by name, or groups of them. */
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Doer {
  readonly tenantId: string;
  readonly actor: string;
}

/** What pages ask of other shells. Refusals are NotFoundError, InvalidInputError and ConflictError. */
export interface PageControl {
  startRun(wish: Doer & Pick<RunWish, "cap" | "resume" | "rerun">): Promise<{ readonly runId: string }>;
  cancelRun(run: Doer & { readonly runId: string }): Promise<void>;
  listSchedules(tenantId: string): Promise<readonly ScheduleView[]>;
  changeSchedule(by: Doer, scheduleId: string, change: ScheduleChange): Promise<void>;
  /** Back to what the SCHED_* settings say. */
  resetSchedule(by: Doer, scheduleId: string): Promise<void>;
  readHealth(): Promise<{ readonly status: string; readonly checks: readonly CheckView[] }>;
}
