import { Column, Entity, PrimaryColumn } from "typeorm";

/** A code of the Singapore Standard Industrial Classification; the same for every tenant. */
@Entity("ssic_ref")
export class SsicCode {
  @PrimaryColumn({ type: "text" })
  code!: string;

  @Column({ type: "text" })
  title!: string;
}
