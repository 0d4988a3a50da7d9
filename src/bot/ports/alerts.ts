import type { AlertCard } from "../../alerts/cards/alert-card.ts";
import type {
  AlertAct,
  AlertActResult,
  CallAct,
  HandOverAct,
  ResolveAct,
} from "../../alerts/raising/alert-act.ts";
import type { HomeAlert } from "./home-alert.ts";

/** Names an alert. */
export interface AlertRef {
  readonly tenantId: string;
  readonly alertId: string;
}

/** Whether a person found an alert useful. */
export interface FeedbackAct extends AlertAct {
  readonly useful: boolean;
  readonly reason: string | null;
}

/** The alerts of tenants. */
export interface Alerts {
  acknowledge(act: AlertAct): Promise<AlertActResult>;
  resolve(act: ResolveAct): Promise<AlertActResult>;
  /** Gives an acknowledged alert back. */
  release(act: AlertAct): Promise<AlertActResult>;
  handOver(act: HandOverAct): Promise<AlertActResult>;
  /** Calls people to an open alert now. */
  call(act: CallAct): Promise<AlertActResult>;
  listOpen(tenantId: string): Promise<readonly HomeAlert[]>;
  /** The newest alerts, resolved ones included, newest first. */
  listNewest(tenantId: string, limit: number): Promise<readonly HomeAlert[]>;
  /** An alert as its card shows it, by its id or the beginning of one; null when no alert or more than one fits. */
  readCard(tenantId: string, reference: string): Promise<AlertCard | null>;
  /** All that happened to an alert and the others of its incident, the oldest first. */
  readTimeline(ref: AlertRef): Promise<readonly { readonly at: Date; readonly text: string }[]>;
  /** Keeps a person's feedback; given again, it replaces the earlier one. */
  recordFeedback(feedback: FeedbackAct): Promise<void>;
  /** Notes in an alert's thread that somebody started a run from it. */
  noteRun(note: AlertAct & { readonly runId: string }): Promise<void>;
  /** Notes in the threads of a run's open alerts that somebody stopped it. */
  noteStop(note: Omit<AlertAct, "alertId"> & { readonly runId: string }): Promise<void>;
}
