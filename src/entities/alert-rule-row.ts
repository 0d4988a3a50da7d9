import { Check, Column, Entity, PrimaryColumn } from "typeorm";
import type { AlertRuleType, Severity } from "./vocabulary.ts";

/** What a tenant changed about a built-in rule, or a rule of the tenant's own about an agent. */
@Entity("alert_rules")
@Check("alert_rules_type", "type in ('built_in', 'cost_per_day', 'error_rate', 'no_heartbeat')")
@Check("alert_rules_severity", "severity in ('critical', 'high', 'medium', 'low')")
@Check("alert_rules_cooldown", "cooldown_minutes >= 0")
export class AlertRuleRow {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** The id of the built-in rule, or a uuid for the tenant's own. */
  @PrimaryColumn({ type: "text" })
  ruleId!: string;

  @Column({ type: "text" })
  type!: AlertRuleType;

  @Column({ type: "text" })
  name!: string;

  /** Thresholds by their names; for a rule of the tenant's own also `agentId`. */
  @Column({ type: "jsonb", default: {} })
  parameters!: Record<string, unknown>;

  @Column({ type: "boolean", default: true })
  enabled!: boolean;

  /** Null: the rule's own. */
  @Column({ type: "text", nullable: true })
  severity!: Severity | null;

  /** Null: the rule's own. */
  @Column({ type: "int", nullable: true })
  cooldownMinutes!: number | null;

  @Column({ type: "text" })
  createdBy!: string;

  @Column({ type: "text" })
  updatedBy!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;

  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
