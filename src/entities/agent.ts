import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** A program outside nightshift that sends events: one row per tenant and id, made when it is first heard of. */
@Entity("agents")
@Check("agents_heartbeat", "expected_heartbeat_minutes between 1 and 10080")
@Check("agents_silence", "run_silence_minutes between 1 and 10080")
export class Agent {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** The sender's own id; the same id under two tenants is two agents. */
  @PrimaryColumn({ type: "text" })
  agentId!: string;

  /** Its id until somebody names it. */
  @Column({ type: "text" })
  name!: string;

  /** `agent`, `pipeline`, `service` or another word of the tenant's. */
  @Column({ type: "text", default: "agent" })
  kind!: string;

  /** Whom to ask about it; null when nobody said. */
  @Column({ type: "text", nullable: true })
  owner!: string | null;

  /** How often it is expected to be heard of; null: no expectation. */
  @Column({ type: "int", nullable: true })
  expectedHeartbeatMinutes!: number | null;

  /** A run of its that sends nothing for this long is closed as failed. */
  @Column({ type: "int", default: 60 })
  runSilenceMinutes!: number;

  /** Null until its first event or heartbeat, for one that was registered by hand. */
  @Column({ type: "timestamptz", nullable: true })
  firstSeenAt!: Date | null;

  /** Its last event or heartbeat, to within ten seconds. */
  @Column({ type: "timestamptz", nullable: true })
  lastSeenAt!: Date | null;

  /** Null until its first heartbeat. */
  @Column({ type: "timestamptz", nullable: true })
  lastHeartbeatAt!: Date | null;

  @Column({ type: "timestamptz" })
  createdAt!: Date;
}
