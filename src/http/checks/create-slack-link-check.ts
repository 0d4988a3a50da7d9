import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { Clock } from "../../clock.ts";
import type { HealthCheck } from "../ports/service-port.ts";

/** Whether Slack reaches this process over Socket Mode. Runs go on without it; `/readyz` names it all the same. */
export function createSlackLinkCheck(readSlackLink: () => SlackLinkState | null, clock: Clock): HealthCheck {
  return {
    name: "slack_socket",
    critical: false,
    whenReady: "named",
    check() {
      const state = readSlackLink();
      if (state === null || state.isConnected) return Promise.resolve({ status: "up" });
      const awaySeconds = Math.round((clock().getTime() - state.since.getTime()) / 1000);
      return Promise.resolve({
        status: "degraded",
        detail: { away_seconds: awaySeconds, error_code: state.problem },
      });
    },
  };
}
