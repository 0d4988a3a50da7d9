import { Column, Entity, PrimaryColumn } from "typeorm";
import { count } from "./column-kinds.ts";

/** How many delivery attempts ended this way since the installation began; counted for all tenants together. */
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
