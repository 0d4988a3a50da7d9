import { alertNotifiers } from "../../alerts/policy/routing.ts";
import { type RaiseDependencies, recordAssessment } from "../../alerts/raising/record-assessment.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { judgeSlackLink, type SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import { errorFields } from "../../logger.ts";

/** Watches whether Slack reaches this process over Socket Mode. */
export interface LinkWatch {
  /** Checks once; calls do not overlap. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_MS = 15_000;
const RULE = PLATFORM_RULE_TABLE["PL-32"];

/** Raises PL-32 when the connection has been away for five minutes, which pages people, and resolves it when it is back. */
export function startLinkWatch({
  linkState,
  channel,
  intervalMs = LOOK_MS,
  ...dependencies
}: RaiseDependencies & {
  readonly linkState: () => SlackLinkState | null;
  /** The channel for alerts about the installation. */
  readonly channel: string;
  /** Null: checks only when asked to. */
  readonly intervalMs?: number | null;
}): LinkWatch {
  /** What was recorded last; null at the start, when an alert of an earlier process may be open. */
  let recorded: boolean | null = null;
  let looking: Promise<void> = Promise.resolve();

  async function lookOnce(): Promise<void> {
    const state = linkState();
    if (state === null) return;
    const { breached, subject, summary, facts } = judgeSlackLink(state, dependencies.clock());
    if (breached === null || breached === recorded) return;
    const about = { ruleId: RULE.id, subject };
    const finding = breached ? { ...about, severity: RULE.severity, summary, facts } : null;
    // The five minutes have been waited out already.
    const rule = { ...RULE, forDurationMinutes: 0 };
    await recordAssessment(dependencies, { ...about, finding }, rule, {
      tenantId: PLATFORM_TENANT,
      runId: null,
      supersededAt: null,
      channelOf: () => channel,
      alsoNotify: (severity) => alertNotifiers({ severity, ruleId: RULE.id }, {}),
    });
    recorded = breached;
  }

  function look(): Promise<void> {
    looking = looking.then(lookOnce).catch((error: unknown) => {
      // The next look tries again.
      dependencies.logger.warn("slack_link_not_recorded", errorFields(error));
    });
    return looking;
  }

  const timer = intervalMs === null ? null : setInterval(() => void look(), intervalMs);
  timer?.unref();
  return {
    look,
    async stop() {
      if (timer !== null) clearInterval(timer);
      await looking;
    },
  };
}
