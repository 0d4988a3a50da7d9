import { Check, Column, CreateDateColumn, Entity, PrimaryColumn } from "typeorm";
import type { CatchUp } from "./vocabulary.ts";

/** When a tenant's runs begin. A tenant without a schedule of its own gets `default`, which follows the SCHED_* settings. */
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

  /** IANA zone of the cron; null: the tenant's own. */
  @Column({ type: "text", nullable: true })
  timezone!: string | null;

  /** `skip`: a run does not begin if it is due while another run of the tenant is in progress. */
  @Column({ type: "text", default: "skip" })
  overlap!: string;

  @Column({ type: "text", default: "latest" })
  catchUp!: CatchUp;

  /** How late a run may begin. */
  @Column({ type: "int", default: 360 })
  catchUpWindowMinutes!: number;

  @Column({ type: "boolean", default: true })
  enabled!: boolean;

  /** The most companies that one of its runs takes; null: whatever the tenant's policy and the settings allow. */
  @Column({ type: "int", nullable: true })
  cap!: number | null;

  /** Stages that its runs leave out. */
  @Column({ type: "text", array: true, default: "{}" })
  skipStages!: string[];

  /** Copied from the SCHED_* settings, and again whenever they change; false once a person has set it. */
  @Column({ type: "boolean", default: false })
  followsSettings!: boolean;

  /** The cron and zone, or `disabled`, from which the next time was computed; if they differ now, the schedule was edited. */
  @Column({ type: "text", nullable: true })
  plannedFrom!: string | null;

  /** The first time that no runner has handled yet; null if it is disabled. */
  @Column({ type: "timestamptz", nullable: true })
  nextDueAt!: Date | null;

  /** The local time at `next_due_at`, or what it would be if the clocks did not skip that hour; null if that is null. */
  @Column({ type: "timestamp", nullable: true })
  nextLocalAt!: Date | null;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
