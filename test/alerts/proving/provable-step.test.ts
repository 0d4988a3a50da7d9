import { expect } from "chai";
import { isProvable, readProvableSteps } from "../../../src/alerts/proving/provable-step.ts";
import { readRunbook } from "../../../src/alerts/runbooks/read-runbook.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";

const TEXT = `---
id: XX-01
title: A rule
kind: rule
severity: low
owner: on-call
checks:
  - "\`node_modules/.bin/nightshift doctor\`: is it up?"
actions:
  - "*Run now…*, the card's first button, or \`/run-start TENANT\`"
diagnostics: [view-locks]
---

## Symptom

It is **very** bad, 3 * 4 times, see [MV-01](MV-01) and [the page](https://slack-status.com).

## Checks

1. What happened?

   \`\`\`sql
   select *
   from runs;
   \`\`\`

2. Then \`select count(*) from pg_stat_activity;\`, or lower OPENAI_MODEL and
   \`CR-02.warnRatio\` of RUN_ID.

| error code | means | go to |
| --- | --- | --- |
| \`dns\` | gone | \`/health\` |

## Mitigation

1. As below:

   \`\`\`sh
   node_modules/.bin/nightshift alerts set-threshold PL-31 databaseGib 200 --tenant platform
   ls
   \`\`\`

2. \`node_modules/.bin/nightshift doctor\` again.

## Escalate

To nobody.
`;

describe("the steps of a runbook that can be proved", () => {
  it("are everything it tells people to use, with where it says so, each once", () => {
    const steps = readProvableSteps(readRunbook("XX-01.md", TEXT));
    expect(steps.map(({ kind, text, where }) => `${where} | ${kind} | ${text}`)).to.deep.equal([
      "check 1 | command | doctor",
      "action 1 | slash | /run-start TENANT",
      "action 1 | button | Run now…",
      "action 1 | first_button | the card's first button",
      "diagnostics | check | view-locks",
      "Symptom | runbook | MV-01",
      "Checks 1 | query | select *\n   from runs;",
      "Checks 2 | query | select count(*) from pg_stat_activity;",
      "Checks 2 | setting | OPENAI_MODEL",
      "Checks 2 | threshold | CR-02.warnRatio",
      "Checks 2 | slash | /health",
      "Mitigation 1 | command | alerts set-threshold PL-31 databaseGib 200 --tenant platform",
    ]);
  });

  it("are some in every runbook but that of the rule that reports them", async () => {
    for (const runbook of await readRunbooks("runbooks")) {
      expect(readProvableSteps(runbook).length, runbook.id).to.be.greaterThan(1);
      expect(isProvable(runbook.id), runbook.id).to.equal(runbook.id !== "PL-35");
    }
  });
});
