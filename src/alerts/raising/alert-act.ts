import type { Alert } from "../../entities/alert.ts";
import type { Ending } from "../../entities/ending.ts";
import type { AlertCard } from "../cards/alert-card.ts";

/** What a person does to an alert. `actor` is a Slack user id. */
export interface AlertAct {
  readonly tenantId: string;
  readonly alertId: string;
  readonly actor: string;
  readonly now: Date;
}

/** Resolving an alert, with what the person says of it. */
export interface ResolveAct extends AlertAct {
  readonly ending?: Ending;
}

/** Handing an alert over. `to` is a Slack user id. */
export interface HandOverAct extends AlertAct {
  readonly to: string;
}

/** Calling people to an alert, by Slack id of a person or user group. */
export interface CallAct extends AlertAct {
  readonly mention: readonly string[];
}

/** `changed`: it was done. `unchanged`: the alert was already in that state, or past it; the card says who changed it. */
export interface AlertActResult {
  readonly outcome: "changed" | "unchanged";
  /** The alert itself, which need not lead its incident's card. */
  readonly alert: Alert;
  readonly card: AlertCard;
}
