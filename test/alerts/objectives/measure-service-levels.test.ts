import { expect } from "chai";
import { measureServiceLevels } from "../../../src/alerts/objectives/measure-service-levels.ts";
import type { ServiceLevels } from "../../../src/alerts/rulebook/rule.ts";
import { NO_NIGHTS } from "../make-snapshot.ts";

const LIMITS = {
  runSuccessRatio: 0.98,
  durationP95Minutes: 90,
  crawlSuccessRatio: 0.7,
  businessEmailRatio: 0.4,
  minimumNights: 5,
};

function figures(found: Partial<ServiceLevels>, limits = LIMITS) {
  return measureServiceLevels({ ...NO_NIGHTS, ...found }, limits);
}

describe("the service levels", () => {
  it("are unknown, not zero, before the first night", () => {
    for (const { value, isKept, nights } of figures({}))
      expect({ value, isKept, nights }).to.deep.equal({ value: null, isKept: null, nights: 0 });
  });

  const runs = [
    { ended: 1, failed: 0, target: 0.98, value: 1, isKept: true, allowed: 1 },
    { ended: 1, failed: 1, target: 0.98, value: 0, isKept: true, allowed: 1 },
    { ended: 90, failed: 1, target: 0.98, value: 89 / 90, isKept: true, allowed: 1 },
    { ended: 90, failed: 2, target: 0.98, value: 88 / 90, isKept: false, allowed: 1 },
    // (1 - 0.98) * 100 is a little more than 2, (1 - 0.9) * 90 a little less than 9.
    { ended: 100, failed: 2, target: 0.98, value: 0.98, isKept: true, allowed: 2 },
    { ended: 100, failed: 3, target: 0.98, value: 0.97, isKept: false, allowed: 2 },
    { ended: 90, failed: 9, target: 0.9, value: 0.9, isKept: true, allowed: 9 },
    { ended: 90, failed: 10, target: 0.9, value: 80 / 90, isKept: false, allowed: 9 },
    { ended: 100, failed: 0, target: 1, value: 1, isKept: true, allowed: 0 },
    { ended: 100, failed: 1, target: 1, value: 0.99, isKept: false, allowed: 0 },
  ];
  for (const { ended, failed, target, value, isKept, allowed } of runs) {
    it(`allow ${allowed} failures in ${ended} nights at ${target}, of which ${failed} ${isKept ? "keep" : "break"} it`, () => {
      const [runSuccess] = figures({ ended, failed }, { ...LIMITS, runSuccessRatio: target });
      expect(runSuccess).to.include({ subject: "run_success", targetValue: target, value, isKept });
      expect(runSuccess?.budget).to.deep.equal({ failed, allowed });
    });
  }

  const rest = [
    { found: { durations: 4, durationP95Minutes: 89 }, subject: "run_duration", isKept: null },
    { found: { durations: 5, durationP95Minutes: 89.9 }, subject: "run_duration", isKept: true },
    { found: { durations: 5, durationP95Minutes: 90 }, subject: "run_duration", isKept: false },
    { found: { crawls: 4, crawlSuccessP50: 0.9 }, subject: "crawl_success", isKept: null },
    { found: { crawls: 5, crawlSuccessP50: 0.7 }, subject: "crawl_success", isKept: true },
    { found: { crawls: 5, crawlSuccessP50: 0.69 }, subject: "crawl_success", isKept: false },
    { found: { businessEmails: 4, businessEmailP50: 0.1 }, subject: "business_email", isKept: null },
    { found: { businessEmails: 5, businessEmailP50: 0.4 }, subject: "business_email", isKept: true },
    { found: { businessEmails: 5, businessEmailP50: 0.39 }, subject: "business_email", isKept: false },
  ];
  for (const { found, subject, isKept } of rest) {
    it(`judge ${JSON.stringify(found)} as ${isKept ?? "unknown"}`, () => {
      const [nights, value] = Object.values(found);
      const figure = figures(found).find((one) => one.subject === subject);
      expect(figure).to.include({ nights, value, isKept, budget: null });
    });
  }
});
