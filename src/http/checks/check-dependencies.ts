import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";

/** What checks need to look at. */
export interface CheckDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** The HTTP status of a GET; null when nothing answers in time. */
  readonly fetchStatus: (url: string) => Promise<number | null>;
  /** How far this machine's clock is ahead of the database's, in milliseconds; null while unknown. */
  readonly readMachineAheadMs?: () => number | null;
  /** Whether Slack reaches this process over Socket Mode; null over HTTP, absent without Slack. */
  readonly readSlackLink?: () => SlackLinkState | null;
}
