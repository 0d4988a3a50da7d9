import type { Alert } from "../../entities/alert.ts";
import type { AlertCard } from "../cards/alert-card.ts";

/** What a person does to an alert. `actor` is a Slack user id. */
export interface AlertAct {
  readonly tenantId: string;
  readonly alertId: string;
  readonly actor: string;
  readonly now: Date;
}

/** `changed`: it was done. `unchanged`: the alert was already in that state, or past it; the card says who changed it. */
export interface AlertActResult {
  readonly outcome: "changed" | "unchanged";
  /** The alert itself, which need not lead its incident's card. */
  readonly alert: Alert;
  readonly card: AlertCard;
}
