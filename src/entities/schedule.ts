import { Check, Column, CreateDateColumn, Entity, PrimaryColumn } from "typeorm";
import type { CatchUp } from "./vocabulary.ts";

/** When a tenant's runs are to begin. A tenant that has none of its own gets `default`, which follows the SCHED_* settings. */
@Entity("schedules")
@Check("schedules_overlap", "overlap in ('skip')")
@Check("schedules_catch_up", "catch_up in ('none', 'latest', 'all')")
@Check("schedules_catch_up_window", "catch_up_window_minutes >= 0")
@Check("schedules_cap", "cap >= 1")
export class Schedule {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** A short slug, e.g. `default`. */
  @PrimaryColumn({ type: "text" })
  scheduleId!: string;

  @Column({ type: "text" })
  name!: string;

  /** Five fields: minute, hour, day of month, month, day of week. */
  @Column({ type: "text" })
  cron!: string;

  /** IANA zone the cron is read in; null: the tenant's own. */
  @Column({ type: "text", nullable: true })
  timezone!: string | null;

  /** `skip`: a run that is due while another of the tenant is under way does not begin. */
  @Column({ type: "text", default: "skip" })
  overlap!: string;

  @Column({ type: "text", default: "latest" })
  catchUp!: CatchUp;

  /** The longest a run may begin after its time. */
  @Column({ type: "int", default: 360 })
  catchUpWindowMinutes!: number;

  @Column({ type: "boolean", default: true })
  enabled!: boolean;

  /** The most companies a run of it takes; null: what the tenant's policy and the settings allow. */
  @Column({ type: "int", nullable: true })
  cap!: number | null;

  /** Stages that its runs leave out. */
  @Column({ type: "text", array: true, default: "{}" })
  skipStages!: string[];

  /** Written from the SCHED_* settings, and rewritten when they change; false once a person has set it. */
  @Column({ type: "boolean", default: false })
  followsSettings!: boolean;

  /** The cron and zone, or `disabled`, that the next time was worked out from; when it differs, the schedule was edited. */
  @Column({ type: "text", nullable: true })
  plannedFrom!: string | null;

  /** The first time that no runner has dealt with yet; null when it is disabled. */
  @Column({ type: "timestamptz", nullable: true })
  nextDueAt!: Date | null;

  /** What the clock on the wall shows at `next_due_at`, or would show were the hour not left out; null with it. */
  @Column({ type: "timestamp", nullable: true })
  nextLocalAt!: Date | null;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
