import { expect } from "chai";
import { readRunbooks } from "../../../../src/alerts/runbooks/runbook-store.ts";
import { runbookView } from "../../../../src/bot/blocks/runbooks/runbook-view.ts";
import { viewProblems } from "../../../support/slack-limits.ts";

const URL = "https://nightshift.example";

describe("a runbook in a modal", () => {
  const view = async (wanted: string, errorCode: string | null) => {
    const runbook = (await readRunbooks("runbooks")).find(({ id }) => id === wanted);
    if (runbook === undefined) return expect.fail(`no ${wanted}`);
    return runbookView({ ...runbook, markdown: runbook.bodyMarkdown }, URL, errorCode);
  };

  it("opens with what the error that fired means, and what to do about it", async () => {
    const { blocks } = await view("OE-06", "odoo_auth");
    const [, line] = blocks.map((block) => JSON.stringify(block));
    expect(line).to.contain("`odoo_auth`").and.to.contain("key expired");
    expect(line).to.contain("*Do:* In Odoo, as the integration's user: Preferences");
  });

  it("opens with the text for an error that no table has, or none", async () => {
    for (const code of [null, "other"]) {
      const { blocks } = await view("OE-06", code);
      expect(JSON.stringify(blocks[1])).to.contain("Symptom");
    }
  });

  it("leaves the queries to the page, and names it", async () => {
    for (const { id } of await readRunbooks("runbooks")) {
      const modal = await view(id, null);
      expect(viewProblems(modal), id).to.deep.equal([]);
      const text = JSON.stringify(modal);
      expect(text, id).not.to.match(/```[^`]*\bselect /);
      expect(text, id).to.contain(`/runbooks/${id}|`);
    }
  });
});
