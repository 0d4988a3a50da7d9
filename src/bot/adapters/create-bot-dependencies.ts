import { createLoginLink } from "../../access/create-login-link.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { ReadDiagnoses } from "../../alerts/runbooks/runbook-checklist.ts";
import { tickSteps } from "../../alerts/runbooks/runbook-checklist.ts";
import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { claimDelivery } from "../../database/jobs/slack-inbox-store.ts";
import type { Meter } from "../../observability/metrics/meter.ts";
import type { RefusalLog } from "../../observability/refusals/create-refusal-log.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import type { Drills } from "../ports/drills.ts";
import type { Installation } from "../ports/installation.ts";
import type { RunCommands } from "../ports/runs.ts";
import type { OtherIdOf } from "../workspace/create-other-ids.ts";
import { createAccess } from "./create-access.ts";
import { createAlerts } from "./create-alerts.ts";
import { createCandidates } from "./create-candidates.ts";
import { createHomeFacts } from "./create-home-facts.ts";
import { createKeys } from "./create-keys.ts";
import { createMessages } from "./create-messages.ts";
import { createPeople } from "./create-people.ts";
import { createRoles } from "./create-roles.ts";
import { createRules } from "./create-rules.ts";
import { createRuns } from "./create-runs.ts";
import { createSamples } from "./create-samples.ts";
import { createSilences } from "./create-silences.ts";

/** The ports of the Slack side, answered by the product. */
export function createBotDependencies(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: BotLogger;
  readonly meter: Meter;
  readonly runbooks: readonly Runbook[];
  readonly firstAdmin: string | undefined;
  readonly publicUrl: () => string;
  readonly refusals: RefusalLog;
  readonly readDiagnoses: ReadDiagnoses;
  readonly drills: Drills;
  readonly runControl: RunCommands;
  /** Whether Slack reaches this process over Socket Mode; null over HTTP. */
  readonly readLink: () => SlackLinkState | null;
  readonly installation: Installation;
  readonly otherIdOf: OtherIdOf;
}): BotDependencies {
  const { database, clock, logger, meter, runbooks, firstAdmin, publicUrl } = options;
  const { refusals, readDiagnoses, drills, runControl, readLink, installation, otherIdOf } = options;
  const roles = createRoles(database, firstAdmin, otherIdOf);
  return {
    clock,
    logger,
    meter,
    get publicUrl() {
      return publicUrl();
    },
    inbox: {
      claim: (key) => database.withService((transaction) => claimDelivery(transaction, key)),
      countRefusal: (reason, address) =>
        refusals.note({
          door: "slack",
          reason,
          tenantId: null,
          actor: "anonymous",
          action: "slack.refused",
          subject: "POST /slack/events",
          address,
        }),
    },
    access: createAccess(database, roles, refusals),
    alerts: createAlerts(database, runbooks, clock),
    candidates: createCandidates(database, clock),
    checklists: { tick: (act) => tickSteps({ database, runbooks, readDiagnoses }, act) },
    drills,
    home: createHomeFacts(database, { clock, roles }),
    installation,
    keys: createKeys(database, clock),
    logins: { createLink: (slackUserId) => createLoginLink({ database, clock, publicUrl }, slackUserId) },
    messages: createMessages(database, { clock, readLink }),
    people: createPeople(database),
    rules: createRules(database, clock),
    runbooks: {
      async read(id) {
        const runbook = runbooks.find((known) => known.id.toLowerCase() === id.toLowerCase());
        return runbook === undefined ? null : { ...runbook, markdown: runbook.bodyMarkdown };
      },
      list: async () => runbooks.map(({ id, title }) => ({ id, title })),
    },
    runs: createRuns(database, runControl, clock),
    samples: createSamples(database),
    silences: createSilences(database, clock),
  };
}
