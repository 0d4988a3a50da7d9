import type { Clock } from "../../clock.ts";
import type { Meter } from "../../observability/metrics/meter.ts";
import type { Access } from "./access.ts";
import type { Alerts } from "./alerts.ts";
import type { BotLogger } from "./bot-logger.ts";
import type { Candidates } from "./candidates.ts";
import type { Checklists } from "./checklists.ts";
import type { Drills } from "./drills.ts";
import type { HomeFacts } from "./home-facts.ts";
import type { Inbox } from "./inbox.ts";
import type { Installation } from "./installation.ts";
import type { Keys } from "./keys.ts";
import type { Logins } from "./logins.ts";
import type { Messages } from "./messages.ts";
import type { People } from "./people.ts";
import type { Rules } from "./rules.ts";
import type { Runbooks } from "./runbooks.ts";
import type { Runs } from "./runs.ts";
import type { Samples } from "./samples.ts";
import type { Silences } from "./silences.ts";

/** Everything the Slack side asks of the rest, one port per concern. A handler names the ports it needs. */
export interface BotDependencies {
  readonly clock: Clock;
  readonly logger: BotLogger;
  /** Counts requests. */
  readonly meter: Meter;
  /** Where people reach the HTTP server, without a trailing slash. */
  readonly publicUrl: string;
  readonly inbox: Inbox;
  readonly access: Access;
  readonly alerts: Alerts;
  readonly candidates: Candidates;
  readonly checklists: Checklists;
  readonly drills: Drills;
  readonly home: HomeFacts;
  readonly installation: Installation;
  readonly keys: Keys;
  readonly logins: Logins;
  readonly messages: Messages;
  readonly people: People;
  readonly rules: Rules;
  readonly runbooks: Runbooks;
  readonly runs: Runs;
  readonly samples: Samples;
  readonly silences: Silences;
}
