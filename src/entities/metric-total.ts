import { Column, Entity, PrimaryColumn } from "typeorm";

/** How much was counted since the installation began, over all processes and tenants (src/observability/metrics/metric-table.ts). */
@Entity("metric_totals")
export class MetricTotal {
  /** Its name in Prometheus. */
  @PrimaryColumn({ type: "text" })
  metric!: string;

  /** Its labels as JSON, in the order of the table. */
  @PrimaryColumn({ type: "text" })
  labels!: string;

  /** Empty for a counter; of a histogram `sum`, `count`, or the upper bound of a bucket. */
  @PrimaryColumn({ type: "text" })
  part!: string;

  @Column({ type: "double precision" })
  total!: number;
}
