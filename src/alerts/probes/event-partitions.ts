import { type PartitionHealth, readPartitionHealth } from "../../database/jobs/event-partition-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const DAY_MS = 86_400_000;

/**
 * Events need a partition for each night to come: what falls into the default one outlives its retention and slows every
 * query.
 */
export const eventPartitions = createProbe(
  PLATFORM_RULE_TABLE["DP-09"],
  async ({ database }) => [await database.withService(readPartitionHealth)],
  ({ lastNight, defaultRows }: PartitionHealth, { daysAhead, defaultRows: tolerated }, now) => {
    const today = Math.floor(now.getTime() / DAY_MS);
    const ahead = lastNight === null ? null : Date.parse(`${lastNight}T00:00:00Z`) / DAY_MS - today;
    const problems = [
      ...(ahead === null ? ["no night has an event partition"] : []),
      ...(ahead !== null && ahead < daysAhead
        ? [
            `the last night with an event partition is ${lastNight}, but ${counted(daysAhead, "day")} ahead are needed`,
          ]
        : []),
      ...(defaultRows > tolerated
        ? [`${counted(defaultRows, "event is", "events are")} in the default partition`]
        : []),
    ];
    const [first = "", ...others] = problems;
    return {
      subject: "run_event_logs",
      breached: problems.length > 0,
      summary: `${first.charAt(0).toUpperCase()}${[first.slice(1), ...others].join("; ")}.`,
      loss: "No event is lost: without a partition of their own they stay for good, and every query gets slower.",
      facts: { lastNight, defaultRows },
    };
  },
);
