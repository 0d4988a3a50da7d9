import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { Alert } from "./alert.ts";

/** The result of an automatic check when an alert fired; the newest result of each check. */
@Entity("alert_diagnostics")
@Check("alert_diagnostics_status", "status in ('ok', 'bad', 'unknown')")
@ForeignKey(() => Alert, ["tenantId", "alertId"], ["tenantId", "alertId"], {
  name: "alert_diagnostics_alert",
  onDelete: "CASCADE",
})
export class AlertDiagnostic {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  alertId!: string;

  /** A file of src/alerts/diagnostics/. */
  @PrimaryColumn({ type: "text" })
  diagnosticId!: string;

  @Column({ type: "text" })
  title!: string;

  /** `unknown`: there was nothing to judge, or the check itself failed. */
  @Column({ type: "text" })
  status!: "ok" | "bad" | "unknown";

  @Column({ type: "text" })
  detail!: string;

  @Column({ type: "int" })
  durationMs!: number;

  @Column({ type: "timestamptz" })
  checkedAt!: Date;
}
