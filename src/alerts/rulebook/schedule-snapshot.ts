import type { ExpectedRunState, RunStatus } from "../../entities/vocabulary.ts";

/** A run that a schedule asked for and that did not begin in time, or has not begun at all. */
export interface LateRun {
  readonly scheduleId: string;
  /** The clock on the wall at its time, `YYYY-MM-DDTHH:MM`. */
  readonly localAt: string;
  readonly dueAt: Date;
  /** `unseen`: its time has passed, and no runner has taken note of it. */
  readonly state: Exclude<ExpectedRunState, "skipped_overlap"> | "unseen";
  readonly reason: string | null;
  /** The run, when it began after all. */
  readonly run: { readonly runId: string; readonly status: RunStatus; readonly startedAt: Date } | null;
}

/** All that rules about a tenant's schedules may look at, at one moment. */
export interface ScheduleSnapshot {
  readonly tenantId: string;
  /** The tenant's schedules are to be kept; false: they are not, or this process does not know. */
  readonly scheduled: boolean;
  /** Of the last day, oldest first; those that began in time are not among them. */
  readonly late: readonly LateRun[];
  /** Subjects of SR-10's open alerts. */
  readonly openLate: readonly string[];
  /** The newest run that ended and was not cancelled; null when there is none. */
  readonly lastRun: {
    readonly runId: string;
    readonly status: RunStatus;
    readonly statusReason: string | null;
    readonly scheduled: boolean;
    /** `YYYY-MM-DD`, by the tenant's clock. */
    readonly night: string;
  } | null;
  /** The run under way, or null. */
  readonly running: {
    readonly runId: string;
    readonly startedAt: Date;
    /** When anything of it last moved. */
    readonly lastActiveAt: Date;
  } | null;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: Date;
}
