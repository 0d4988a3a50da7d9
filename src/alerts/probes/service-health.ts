import { RUNNERS_CHECK } from "../../observability/heartbeat/heartbeat-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe, type HealthAnswer } from "./probe.ts";

const SUBJECT = "health";

/** `/health` says unhealthy (503), or nothing answers. Degraded is not an outage, nor are missing runners alone, which PL-24 reports later and without an SMS. */
export const serviceHealth = createProbe(
  PLATFORM_RULE_TABLE["PL-20"],
  async ({ healthUrl, fetchHealth }) =>
    // A process that does not know the address cannot tell; another one may.
    healthUrl === null
      ? [{ asked: false, answer: null }]
      : [{ asked: true, answer: await fetchHealth(healthUrl) }],
  ({ asked, answer }: { readonly asked: boolean; readonly answer: HealthAnswer | null }) => {
    const { status = null, down = [] } = answer ?? {};
    const lacksOnlyRunners = down.length > 0 && down.every((check) => check === RUNNERS_CHECK);
    const others = down.filter((check) => check !== RUNNERS_CHECK);
    return {
      subject: SUBJECT,
      breached: asked ? status === null || (status >= 500 && !lacksOnlyRunners) : null,
      summary:
        status === null
          ? "The service does not answer at its public address."
          : `The service reports that it is unhealthy (HTTP ${status}${others.length === 0 ? "" : `; down: ${others.join(", ")}`}).`,
      loss: "Commands, pages and the API may get no answer; runs that are under way go on.",
      facts: { httpStatus: status, ...(others.length > 0 && { down: others.join(", ") }) },
    };
  },
);
