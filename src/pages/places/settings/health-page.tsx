import { formatFigure } from "../../../charts/format-figure.ts";
import { createTable } from "../../kit/data-table.ts";
import { describeDetail } from "../../kit/describe-detail.ts";
import type { Page } from "../../kit/page-request.ts";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";

/** What the installation depends on, and how it is doing. */
export const healthPage: Page = {
  path: "health",
  section: "health",
  role: "viewer",
  async load({ world, query }) {
    const { status, checks } = await world.control.readHealth();
    const table = createTable({
      name: "checks",
      caption: "Checks",
      empty: "Nothing is checked.",
      rows: checks,
      keyOf: ({ name }) => name,
      columns: [
        { name: "Check", value: (row) => row.name },
        { name: "Status", value: (row) => row.status, show: (row) => <Badge word={row.status} /> },
        {
          name: "Answered in",
          isNumber: true,
          value: (row) => row.latencyMs,
          show: (row) => formatFigure(row.latencyMs, "ms"),
        },
        {
          name: "More",
          value: (row) => JSON.stringify(row.detail),
          show: (row) => <p className="text note">{describeDetail(row.detail)}</p>,
        },
      ],
    });
    return {
      title: "Health",
      lead: (
        <>
          The installation is <Badge word={status} />. The same for programs: <a href="/health">/health</a>.
        </>
      ),
      tables: [table],
      body: <TableCard table={table} query={query} isCaptionHidden />,
    };
  },
};
