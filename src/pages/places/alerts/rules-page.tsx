import { listAgents } from "../../../agents/agent-store.ts";
import { AGENT_RULE_TYPES } from "../../../alerts/rulebook/agent-rule-table.ts";
import { createOwnRule } from "../../../alerts/settings/own-rule-store.ts";
import { listRules, setRuleEnabled } from "../../../alerts/settings/rule-store.ts";
import { InvalidInputError } from "../../../errors.ts";
import { readOwnThresholds } from "../../data/own-threshold-store.ts";
import { createTable } from "../../kit/data-table.ts";
import { isInstallation } from "../../kit/is-installation.ts";
import { keysOf } from "../../kit/keys-of.ts";
import type { Page } from "../../kit/page-request.ts";
import { readChoice, readNumberField, readRequired } from "../../kit/read-field.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";

const TYPES = keysOf(AGENT_RULE_TYPES);

/** The alert rules: built in, and the tenant's own about agents. */
export const rulesPage: Page = {
  path: "rules",
  section: "rules",
  role: "viewer",
  async load({ world, tenantId, query, reader }) {
    const thresholds = await readOwnThresholds(world.database, tenantId);
    const { rules, agents } = await world.database.withTenant(tenantId, async (transaction) => ({
      rules: await listRules(transaction, tenantId, thresholds),
      agents: await listAgents(transaction, tenantId),
    }));
    const table = createTable({
      name: "rules",
      caption: "Rules",
      empty: "",
      rows: rules,
      keyOf: ({ ruleId }) => ruleId,
      columns: [
        {
          name: "Rule",
          value: (rule) => rule.ruleId,
          show: (rule) => (
            <a href={`/t/${encodeURIComponent(tenantId)}/rules/${rule.ruleId}`}>
              {rule.type === "built_in" ? rule.ruleId : "own"}
            </a>
          ),
        },
        { name: "Name", value: (rule) => rule.title, show: (rule) => <bdi>{rule.title}</bdi> },
        { name: "Agent", value: (rule) => rule.agentId },
        { name: "Severity", value: (rule) => rule.severity, show: (rule) => <Badge word={rule.severity} /> },
        {
          name: "Thresholds",
          value: (rule) => rule.thresholds.map(({ name, value }) => `${name} ${value}`).join(", "),
        },
        {
          name: "On",
          value: (rule) => rule.enabled,
          show: (rule) => <Badge word={rule.enabled ? "on" : "off"} />,
        },
        {
          name: "Change",
          value: () => null,
          show: (rule) => (
            <ActForm
              csrf={reader.csrf}
              act={rule.enabled ? "disable" : "enable"}
              label={rule.enabled ? "Switch off" : "Switch on"}
              hidden={{ rule: rule.ruleId }}
              isQuiet
              describedAs={rule.title}
            />
          ),
        },
      ],
    });
    return {
      title: "Rules",
      lead: isInstallation(tenantId)
        ? "Rules about the installation. A rule's page has its thresholds."
        : "A rule's page has its thresholds, tries them on past nights, and tests it now.",
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} isCaptionHidden />
          {!isInstallation(tenantId) && (
            <section className="card wide">
              <div className="card-head">
                <h2>New rule about an agent</h2>
              </div>
              {agents.length === 0 ? (
                <p className="empty">There is no agent to watch yet.</p>
              ) : (
                <ActForm csrf={reader.csrf} act="create" label="Create">
                  <TextField name="name" label="Name" isRequired />
                  <ChoiceField name="type" label="Fires when" words={TYPES} value={TYPES[0] ?? ""} />
                  <ChoiceField name="agent" label="Agent" words={agents.map(({ agentId }) => agentId)} />
                  <TextField name="limit" label="Limit (empty: the usual one)" type="number" />
                </ActForm>
              )}
            </section>
          )}
        </>
      ),
    };
  },
  acts: {
    create: {
      role: "admin",
      action: "rule.create",
      async perform({ world, tenantId, reader }, form) {
        const type = readChoice(form, "type", TYPES);
        if (type === null) throw new InvalidInputError("type", `must be one of ${TYPES.join(", ")}`);
        const limit = readNumberField(form, "limit", { min: 0, max: 1e9 });
        const [threshold = ""] = Object.keys(AGENT_RULE_TYPES[type].thresholds);
        const ruleId = await world.database.withTenant(tenantId, (transaction) =>
          createOwnRule(
            transaction,
            { tenantId, actor: `slack:${reader.userId}` },
            {
              type,
              name: readRequired(form, "name", 80),
              agentId: readRequired(form, "agent"),
              ...(limit !== null && { thresholds: { [threshold]: limit } }),
            },
          ),
        );
        return { said: "The rule is on.", to: `/t/${encodeURIComponent(tenantId)}/rules/${ruleId}` };
      },
    },
    enable: switchTo(true),
    disable: switchTo(false),
  },
};

function switchTo(enabled: boolean): NonNullable<Page["acts"]>[string] {
  return {
    role: "admin",
    action: enabled ? "rule.enable" : "rule.disable",
    async perform({ world, tenantId, reader, now }, form) {
      const ruleId = readRequired(form, "rule");
      await world.database.withTenant(tenantId, (transaction) =>
        setRuleEnabled(transaction, { tenantId, actor: `slack:${reader.userId}` }, { ruleId, enabled }, now),
      );
      return { said: enabled ? "The rule is on." : "The rule is off; its open alerts are resolved." };
    },
  };
}
