import { listAlertHistory } from "../../../alerts/lifecycle/alert-list-store.ts";
import { ALERT_STATES } from "../../../entities/vocabulary.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readChoice, readField, readNumberField } from "../../kit/read-field.ts";
import { withQuery } from "../../kit/with-query.ts";
import { Badge } from "../../views/badge.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { FilterForm } from "../../views/filter-form.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

const STATES = ["open", ...ALERT_STATES] as const;

/** The alerts of a tenant, newest first. */
export const alertsPage: Page = {
  path: "alerts",
  section: "alerts",
  role: "viewer",
  async load({ world, tenantId, query, rowLimit, time }) {
    const state = readChoice(query, "state", STATES);
    const ruleId = readField(query, "rule");
    const offset = readNumberField(query, "offset", { min: 0, max: 1_000_000, whole: true }) ?? 0;
    const found = await world.database.withTenant(tenantId, (transaction) =>
      listAlertHistory(transaction, tenantId, { state, ruleId, limit: rowLimit + 1, offset }),
    );
    const base = `/t/${encodeURIComponent(tenantId)}`;
    const table = createTable({
      name: "alerts",
      caption: "Alerts",
      empty: "No alert matches.",
      rows: found.slice(0, rowLimit),
      keyOf: ({ alertId }) => alertId,
      next: found.length > rowLimit ? withQuery(query, { offset: String(offset + rowLimit) }) : null,
      columns: [
        {
          name: "Alert",
          value: (row) => row.alertId,
          show: (row) => (
            <a href={`${base}/alerts/${row.alertId}`}>
              <code>{row.alertId.slice(0, 8)}</code>
            </a>
          ),
        },
        { name: "Severity", value: (row) => row.severity, show: (row) => <Badge word={row.severity} /> },
        { name: "State", value: (row) => row.state, show: (row) => <Badge word={row.state} /> },
        {
          name: "Rule",
          value: (row) => row.ruleId,
          show: (row) => <a href={`${base}/rules/${row.ruleId}`}>{row.ruleId.slice(0, 8)}</a>,
        },
        { name: "About", value: (row) => row.subject },
        {
          name: "What",
          value: (row) => row.summary,
          show: (row) => (
            <p className="text">
              {row.drill === true && "Drill: "}
              {row.summary}
            </p>
          ),
        },
        {
          name: "Since",
          value: (row) => row.firedAt,
          show: (row) => <TimeAt at={row.firedAt} time={time} />,
        },
        { name: "Acknowledged by", value: (row) => row.acknowledgedBy },
        {
          name: "Resolved",
          value: (row) => row.resolvedAt,
          show: (row) => <TimeAt at={row.resolvedAt} time={time} />,
        },
      ],
    });
    return {
      title: "Alerts",
      tables: [table],
      body: (
        <>
          <FilterForm isActive={state !== null || ruleId !== null}>
            <ChoiceField name="state" label="State" words={STATES} value={state ?? ""} none="any" />
            <TextField name="rule" label="Rule" value={ruleId ?? ""} placeholder="CR-02" />
          </FilterForm>
          <TableCard table={table} query={query} isCaptionHidden />
        </>
      ),
    };
  },
};
