import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const SUBJECT = "health";

/** `/health` says unhealthy (503), or nothing answers. Degraded is not an outage. */
export const serviceHealth = createProbe(
  PLATFORM_RULE_TABLE["PL-20"],
  async ({ healthUrl, fetchStatus }) =>
    // A process that does not know the address cannot tell; another one may.
    healthUrl === null
      ? [{ asked: false, status: null }]
      : [{ asked: true, status: await fetchStatus(healthUrl) }],
  ({ asked, status }: { readonly asked: boolean; readonly status: number | null }) => ({
    subject: SUBJECT,
    breached: asked ? status === null || status >= 500 : null,
    summary:
      status === null
        ? "The service does not answer at its public address."
        : `The service reports that it is unhealthy (HTTP ${status}).`,
    facts: { httpStatus: status },
  }),
);
