import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import type { Assessment } from "../rulebook/rule.ts";

/** What `event_partition_health()` says. */
export interface PartitionHealth {
  /** The last night that has a partition, `YYYY-MM-DD`; null when none has. */
  readonly lastNight: string | null;
  /** Events that found no partition of their own night. */
  readonly defaultRows: number;
}

const RULE = PLATFORM_RULE_TABLE["DP-09"];
const SUBJECT = "run_event_logs";
const DAY_MS = 86_400_000;

interface PartitionLimits {
  readonly daysAhead: number;
  readonly defaultRows: number;
}

const DEFAULTS: PartitionLimits = {
  daysAhead: RULE.thresholds.daysAhead.value,
  defaultRows: RULE.thresholds.defaultRows.value,
};

/** Events need a partition for each night to come: what falls into the default one outlives its retention and slows every query. */
export function assessPartitions(
  { lastNight, defaultRows }: PartitionHealth,
  now: Date,
  { daysAhead, defaultRows: tolerated }: PartitionLimits = DEFAULTS,
): Assessment {
  const today = Math.floor(now.getTime() / DAY_MS);
  const ahead = lastNight === null ? null : Date.parse(`${lastNight}T00:00:00Z`) / DAY_MS - today;
  const problems = [
    ...(ahead === null ? ["no night has an event partition"] : []),
    ...(ahead !== null && ahead < daysAhead
      ? [
          `the last night with an event partition is ${lastNight}, ${counted(daysAhead, "day")} ahead are wanted`,
        ]
      : []),
    ...(defaultRows > tolerated
      ? [`${counted(defaultRows, "event lies", "events lie")} in the default partition`]
      : []),
  ];
  const about = { ruleId: RULE.id, subject: SUBJECT };
  if (problems.length === 0) return { ...about, finding: null };
  const [first = "", ...others] = problems;
  const summary = `${first.charAt(0).toUpperCase()}${[first.slice(1), ...others].join("; ")}.`;
  return {
    ...about,
    finding: { ...about, severity: RULE.severity, summary, facts: { lastNight, defaultRows } },
  };
}
