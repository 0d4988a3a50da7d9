import { expect } from "chai";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { createRules } from "../../../src/bot/adapters/create-rules.ts";
import { createSilences } from "../../../src/bot/adapters/create-silences.ts";
import { drawSilenceForm } from "../../../src/bot/answers/open-silence-form.ts";
import { ruleListMessage } from "../../../src/bot/blocks/rules/rule-list-message.ts";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { createRulePort } from "../../../src/http/adapters/create-rule-port.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const ACTOR = "slack:U0ADMIN";

describe("rules in Slack", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme", { thresholds: { "CR-02.escalateRatio": 0.6 } });
  });
  after(() => test.drop());

  const tenantRules = () => createRules(test.database, () => new Date());
  const set = (key: string, value: number | null) =>
    tenantRules().setThreshold({ tenantId: "acme", key, value, actor: ACTOR });

  it("are those of the table and of the rule store, the same that HTTP shows and changes", async () => {
    const control = createRulePort({ database: test.database, clock: () => new Date() });
    const rules = await tenantRules().list("acme");
    expect(rules.map(({ ruleId }) => ruleId)).to.have.members(Object.keys(RULE_TABLE));
    await set("cr-02.warnRatio", 0.4);
    const by = { tenantId: "acme", actor: "key:1" };
    await control.change(by, "VQ-03", { severity: "critical" });
    expect(await tenantRules().list("acme")).to.deep.equal(await control.list("acme"));
    const shown = JSON.stringify(ruleListMessage("acme", await tenantRules().list("acme")));
    expect(shown).to.include("`warnRatio` 0.4 (standard 0.3)");
    expect(shown).to.include("`escalateRatio` 0.6 (standard 0.5)");
    expect(shown).to.include("after 10 min");
    expect(shown).to.include("without data: alerting");
    const spend = { tenantId: "platform", key: "PL-23.limitUsd", value: 20, actor: ACTOR };
    expect((await tenantRules().setThreshold(spend)).thresholds[0]).to.include({ value: 20 });
    const back = await set("CR-02.warnRatio", null);
    expect(back.thresholds[0]).to.include({ value: 0.3, override: null });
    const audit = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>(
        "select actor, action, detail from audit_log where subject = 'CR-02' order by at",
      ),
    );
    expect(audit).to.deep.equal([
      { actor: ACTOR, action: "rule.threshold", detail: { threshold: "warnRatio", from: null, to: 0.4 } },
      { actor: ACTOR, action: "rule.threshold", detail: { threshold: "warnRatio", from: 0.4, to: null } },
    ]);
  });

  it("can all be silenced from `/silence`, those about schedules and the installation included", async () => {
    for (const [tenantId, ruleIds] of [
      ["acme", ["CR-02", "SR-10", "SR-11", "SR-12"]],
      ["platform", ["PL-20", "PL-24"]],
    ] as const) {
      const view = await drawSilenceForm(
        { tenantId, alertId: null, ruleId: null, subject: null, place: null },
        { scope: "rule", ruleId: null },
        {
          rules: tenantRules(),
          silences: createSilences(test.database, () => new Date()),
        },
      );
      const chooser = view.blocks.find(({ block_id }) => block_id?.startsWith("silence-rule"));
      for (const ruleId of ruleIds) expect(JSON.stringify(chooser)).to.contain(`"value":"${ruleId}"`);
    }
  });

  it("refuse what cannot be, and say what may", async () => {
    const refusal = (key: string, value: number) =>
      set(key, value).then(
        () => null,
        (error: unknown) => error,
      );
    const tooMuch = await refusal("CR-02.warnRatio", 40);
    expect(tooMuch).to.be.instanceOf(InvalidInputError);
    expect(String(tooMuch)).to.include("a ratio is between 0 and 1");
    expect(String(await refusal("CR-02.ratio", 0.4))).to.include("known: warnRatio, escalateRatio");
    expect(await refusal("XX-99.ratio", 0.4)).to.be.instanceOf(NotFoundError);
    expect(await refusal("warnRatio", 0.4)).to.be.instanceOf(InvalidInputError);
  });
});
