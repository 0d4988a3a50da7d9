import { Column, Entity, PrimaryColumn } from "typeorm";
import { count } from "./column-kinds.ts";

/** How much of a budget is used. Raised in the database before the call, so that a cap holds across all machines. */
@Entity("budget_counters")
export class BudgetCounter {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** `run:ID` or `day:YYYY-MM-DD` (the tenant's day). */
  @PrimaryColumn({ type: "text" })
  scope!: string;

  /** What is counted, e.g. `tavily_queries`. */
  @PrimaryColumn({ type: "text" })
  resource!: string;

  @Column({ ...count, default: 0 })
  used!: number;
}
