import { globSync } from "node:fs";
import { expect } from "chai";
import { STAGES } from "../../src/entities/stage-table.ts";
import {
  ALERT_STATES,
  BUCKETS,
  EMAIL_STATUSES,
  EXPECTED_RUN_STATES,
  OUTCOMES,
  ROLES,
  RUN_STATUSES,
  SCOPES,
  SEVERITIES,
  STAGE_STATUSES,
  VERDICTS,
} from "../../src/entities/vocabulary.ts";
import { createRunMetrics } from "../../src/observability/figures/create-run-metrics.ts";
import { ROOT, readNames, readProjectFile, readTable } from "./read-docs.ts";

const GLOSSARY = "docs/glossary.md";

/** The words of a table that are said to be of a kind. */
function wordsOf(heading: string, kind: string): string[] {
  return readTable(GLOSSARY, heading)
    .filter(([, kinds = ""]) => kinds.split(", ").includes(kind))
    .map(([word = ""]) => word);
}

/** Every event that the product writes down. */
function eventsInSource(): string[] {
  const files = globSync("src/**/*.{ts,tsx}", { cwd: ROOT });
  const events = files.flatMap((file) =>
    [...readProjectFile(file).matchAll(/\bevent: "(\w+)"/g)].map(([, event = ""]) => event),
  );
  return [...new Set(events)];
}

describe("docs/glossary.md", () => {
  it("has the stages in their order", () => {
    expect(readNames(GLOSSARY, "Stages")).to.deep.equal([...STAGES]);
  });

  it("has every status of runs and stages, and every outcome", () => {
    expect(readNames(GLOSSARY, "How a run stands")).to.have.members([...RUN_STATUSES]);
    expect(readNames(GLOSSARY, "How an expected run stands")).to.have.members([...EXPECTED_RUN_STATES]);
    expect(readNames(GLOSSARY, "How a stage stands")).to.have.members([...STAGE_STATUSES]);
    expect(readNames(GLOSSARY, "How an item fared")).to.have.members([...OUTCOMES]);
  });

  it("has every event that src writes, and no other", () => {
    expect(eventsInSource()).to.include("item_finished");
    expect(readNames(GLOSSARY, "Events")).to.have.members(eventsInSource());
  });

  it("has the words for leads, alerts and people", () => {
    const leads = "Buckets, verdicts, addresses";
    expect(wordsOf(leads, "bucket")).to.deep.equal([...BUCKETS]);
    expect(wordsOf(leads, "verdict")).to.deep.equal([...VERDICTS]);
    expect(wordsOf(leads, "address")).to.deep.equal([...EMAIL_STATUSES]);
    expect(wordsOf("Alerts", "alert")).to.deep.equal([...ALERT_STATES]);
    expect(wordsOf("Alerts", "severity")).to.deep.equal([...SEVERITIES]);
    expect(wordsOf("Roles and scopes", "role")).to.have.members([...ROLES]);
    expect(wordsOf("Roles and scopes", "scope")).to.have.members([...SCOPES]);
  });

  it("has every metric of a run", () => {
    const metrics = createRunMetrics({
      candidatesPreFilter: 0,
      candidatesSelected: 0,
      crawlAttempted: 0,
      crawlSucceeded: 0,
      tavilyCompanies: 0,
      contactCompanies: 0,
      lushaAsked: 0,
      lushaCached: 0,
      lushaCompaniesFound: 0,
      emailsTotal: 0,
      emailsVerified: 0,
      companiesWithBusinessEmail: 0,
      scored: { High: 0, Medium: 0, Low: 0 },
      exported: 0,
      rationaleLengths: [],
      vendors: [],
      durationMs: null,
    });
    expect(readNames(GLOSSARY, "Metrics")).to.have.members(metrics.map(({ name }) => name));
  });
});
