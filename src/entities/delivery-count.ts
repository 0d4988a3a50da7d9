import { Column, Entity, PrimaryColumn } from "typeorm";
import { count } from "./column-kinds.ts";

/** How often an attempt to bring a message ended so, since the installation began; no tenant's row is among them. */
@Entity("delivery_counts")
export class DeliveryCount {
  /** `slack`, or the notifier. */
  @PrimaryColumn({ type: "text" })
  target!: string;

  /** `delivered`, `given_up`, `unverified` (posted again though nobody could see whether it had been), or a class of failure. */
  @PrimaryColumn({ type: "text" })
  outcome!: string;

  @Column(count)
  total!: number;
}
