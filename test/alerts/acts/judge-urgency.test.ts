import { expect } from "chai";
import { type Deadline, judgeUrgency, type Urgency } from "../../../src/alerts/acts/judge-urgency.ts";
import type { RuleId } from "../../../src/alerts/rulebook/rule-id.ts";
import type { Severity } from "../../../src/entities/vocabulary.ts";

/** Midnight to morning of a Tuesday in Singapore, which is eight hours ahead. */
const TUESDAY_2_AM = new Date("2026-11-23T18:00:00Z");
const SATURDAY_2_AM = new Date("2026-11-27T18:00:00Z");
const MONDAY_22 = new Date("2026-11-23T14:00:00Z");
const SUNDAY_22 = new Date("2026-11-22T14:00:00Z");
const TUESDAY_NOON = new Date("2026-11-24T04:00:00Z");
const TUESDAY_8_AM = new Date("2026-11-24T00:00:00Z");
const TUESDAY_18 = new Date("2026-11-24T10:00:00Z");
const FRIDAY_18 = new Date("2026-11-27T10:00:00Z");
const HALF_PAST = { dayBeginsAt: "07:30", leadsDueAt: "08:45" };
const A_MINUTE_LESS = { dayBeginsAt: "08:30", leadsDueAt: "09:29" };
const DEADLINE: Deadline = {
  timezone: "Asia/Singapore",
  leadsDueAt: "08:00",
  dayBeginsAt: "08:00",
  workdays: [1, 2, 3, 4, 5],
};

describe("whether an alert can wait", () => {
  const cases: readonly (readonly [
    string,
    RuleId | null,
    Severity,
    Date,
    Partial<Deadline> | null,
    Urgency,
  ])[] = [
    ["anything critical never waits", "UP-14", "critical", TUESDAY_2_AM, {}, "now"],
    ["what gets worse by itself does not", "SR-12", "high", TUESDAY_2_AM, {}, "now"],
    ["unless it is low", "SR-12", "low", TUESDAY_2_AM, {}, "morning"],
    ["leads that are due when people begin do not", "OE-06", "high", TUESDAY_2_AM, {}, "now"],
    ["leads due an hour later do", "OE-06", "high", TUESDAY_2_AM, { leadsDueAt: "09:00" }, "morning"],
    ["a minute less is too late", "OE-06", "high", TUESDAY_2_AM, { leadsDueAt: "08:59" }, "now"],
    ["a few leads do", "OE-06", "medium", TUESDAY_2_AM, {}, "morning"],
    ["nobody needs leads on a Saturday", "OE-06", "high", SATURDAY_2_AM, {}, "morning"],
    ["unless the tenant works then", "OE-06", "high", SATURDAY_2_AM, { workdays: [6] }, "now"],
    ["in the evening the next day counts", "OE-06", "high", MONDAY_22, {}, "now"],
    ["which may be a Monday", "OE-06", "high", SUNDAY_22, {}, "now"],
    ["leads that are late by day do not", "SR-10", "high", TUESDAY_NOON, { leadsDueAt: "20:00" }, "now"],
    ["when half an hour past begins, the minutes count", "OE-06", "high", TUESDAY_2_AM, HALF_PAST, "morning"],
    ["also for a minute less than an hour", "OE-06", "high", TUESDAY_2_AM, A_MINUTE_LESS, "now"],
    ["the morning begins on the minute", "VQ-03", "high", TUESDAY_8_AM, {}, "later"],
    ["and not before", "VQ-03", "high", new Date(TUESDAY_8_AM.getTime() - 60_000), {}, "morning"],
    ["the evening begins at six", "VQ-03", "high", TUESDAY_18, {}, "morning"],
    ["and not before", "VQ-03", "high", new Date(TUESDAY_18.getTime() - 60_000), {}, "later"],
    ["from six on leads are of the next day", "OE-06", "high", FRIDAY_18, {}, "morning"],
    ["and not before", "OE-06", "high", new Date(FRIDAY_18.getTime() - 60_000), {}, "now"],
    ["the day after a Sunday is a Monday", "OE-06", "high", SUNDAY_22, { workdays: [1] }, "now"],
    ["what loses nothing waits until morning", "VQ-03", "high", TUESDAY_2_AM, {}, "morning"],
    ["and by day simply waits", "VQ-03", "high", TUESDAY_NOON, {}, "later"],
    ["the installation has no morning", "PL-27", "high", TUESDAY_2_AM, null, "later"],
    ["its leads do not wait", "PL-26", "high", TUESDAY_2_AM, null, "now"],
    ["a rule that nobody knows waits", null, "high", TUESDAY_2_AM, {}, "morning"],
  ];
  for (const [what, rule, severity, now, changes, expected] of cases) {
    it(`${what}: ${expected}`, () => {
      const deadline = changes === null ? null : { ...DEADLINE, ...changes };
      expect(judgeUrgency({ rule, severity }, deadline, now)).to.equal(expected);
    });
  }
});
