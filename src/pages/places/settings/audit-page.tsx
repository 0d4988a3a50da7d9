import { listAudit } from "../../data/audit-read-store.ts";
import { createTable } from "../../kit/data-table.ts";
import { describeDetail } from "../../kit/describe-detail.ts";
import type { Page } from "../../kit/page-request.ts";
import { readField } from "../../kit/read-field.ts";
import { readPlace, withQuery } from "../../kit/with-query.ts";
import { FilterForm } from "../../views/filter-form.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

/** Who did what, and who was refused. */
export const auditPage: Page = {
  path: "audit",
  section: "audit",
  role: "admin",
  async load({ world, tenantId, query, rowLimit, time }) {
    const actor = readField(query, "actor");
    const action = readField(query, "action");
    const after = readPlace(query);
    const found = await world.database.withTenant(tenantId, (transaction) =>
      listAudit(transaction, tenantId, { actor, action, after, limit: rowLimit + 1 }),
    );
    const entries = found.slice(0, rowLimit);
    const last = entries.at(-1);
    const table = createTable({
      name: "audit",
      caption: "Audit log",
      empty: "No entry matches.",
      rows: entries,
      keyOf: ({ auditId }) => auditId,
      next:
        found.length > rowLimit && last !== undefined
          ? withQuery(query, { after: `${last.place}_${last.auditId}` })
          : null,
      columns: [
        {
          name: "At",
          value: (row) => row.at,
          show: (row) => <TimeAt at={row.at} time={time} isShort={false} />,
        },
        { name: "Who", value: (row) => row.actor },
        { name: "Did", value: (row) => row.action, show: (row) => <code>{row.action}</code> },
        { name: "To", value: (row) => row.subject, show: (row) => <code>{row.subject}</code> },
        {
          name: "More",
          value: (row) => JSON.stringify(row.detail),
          show: (row) => <p className="text note">{describeDetail(row.detail)}</p>,
        },
      ],
    });
    return {
      title: "Audit log",
      tables: [table],
      body: (
        <>
          <FilterForm isActive={actor !== null || action !== null}>
            <TextField name="actor" label="Who" value={actor ?? ""} placeholder="slack:U012AB3CD" />
            <TextField name="action" label="Did" value={action ?? ""} placeholder="alert.acknowledge" />
          </FilterForm>
          <TableCard table={table} query={query} isCaptionHidden />
        </>
      ),
    };
  },
};
