import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";

/** The list of runbooks. */
export const runbooksPage: Page = {
  path: "runbooks",
  section: "runbooks",
  role: "viewer",
  load({ world, tenantId, query }) {
    const table = createTable({
      name: "runbooks",
      caption: "Runbooks",
      empty: "There are no runbooks.",
      rows: world.runbooks,
      keyOf: ({ id }) => id,
      columns: [
        {
          name: "Runbook",
          value: (row) => row.id,
          show: (row) => <a href={`/t/${encodeURIComponent(tenantId)}/runbooks/${row.id}`}>{row.id}</a>,
        },
        { name: "Title", value: (row) => row.title },
        {
          name: "Severity",
          value: (row) => row.severity,
          show: (row) => (row.severity === null ? "–" : <Badge word={row.severity} />),
        },
        { name: "Owner", value: (row) => row.owner },
      ],
    });
    return Promise.resolve({
      title: "Runbooks",
      tables: [table],
      body: <TableCard table={table} query={query} isCaptionHidden />,
    });
  },
};
