import { formatFigure } from "../../../charts/format-figure.ts";
import { RUN_STATUSES } from "../../../entities/vocabulary.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { listRuns } from "../../../observability/reads/run-read-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readChoice, readField, readNumberField } from "../../kit/read-field.ts";
import { runPath } from "../../kit/run-path.ts";
import { readPlace, withQuery } from "../../kit/with-query.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { FilterForm } from "../../views/filter-form.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

/** The runs of a tenant and its agents, newest first. */
export const runsPage: Page = {
  path: "runs",
  section: "runs",
  role: "viewer",
  async load({ world, tenantId, query, rowLimit, time, reader, now }) {
    const status = readChoice(query, "status", RUN_STATUSES);
    const agentId = readField(query, "agent");
    const place = readPlace(query);
    const found = await world.database.withTenant(tenantId, (transaction) =>
      listRuns(transaction, {
        tenantId,
        limit: rowLimit + 1,
        ...(agentId !== null && { agentId }),
        ...(status !== null && { status }),
        after: place === null ? null : { startedAt: new Date(place.at), runId: place.id },
      }),
    );
    const runs = found.slice(0, rowLimit);
    const last = runs.at(-1);
    const took = ({ startedAt, endedAt }: (typeof runs)[number]) =>
      (endedAt ?? now).getTime() - startedAt.getTime();
    const table = createTable({
      name: "runs",
      caption: "Runs",
      empty: "No run matches. Clear the filter, or start one below.",
      rows: runs,
      keyOf: ({ runId }) => runId,
      next:
        found.length > rowLimit && last !== undefined
          ? withQuery(query, { after: `${last.startedAt.toISOString()}_${last.runId}` })
          : null,
      columns: [
        {
          name: "Run",
          value: (run) => run.runId,
          show: (run) => (
            <a href={runPath(tenantId, run.runId)}>
              <code>{run.runId.slice(0, 8)}</code>
            </a>
          ),
        },
        {
          name: "Began",
          value: (run) => run.startedAt,
          show: (run) => <TimeAt at={run.startedAt} time={time} />,
        },
        { name: "Status", value: (run) => run.status, show: (run) => <Badge word={run.status} /> },
        { name: "Agent", value: (run) => run.agentId },
        { name: "Started by", value: (run) => run.trigger },
        {
          name: "Took",
          isNumber: true,
          value: took,
          show: (run) => formatFigure(took(run), "ms"),
        },
        {
          name: "Cost",
          isNumber: true,
          value: (run) => usdNumber(run.costNanoUsd),
          show: (run) => formatFigure(usdNumber(run.costNanoUsd), "usd"),
        },
        {
          name: "Why",
          value: (run) => run.statusReason,
          show: (run) => <p className="text note">{run.statusReason ?? "in progress"}</p>,
        },
      ],
    });
    return {
      title: "Runs",
      tables: [table],
      body: (
        <>
          <FilterForm isActive={status !== null || agentId !== null}>
            <ChoiceField name="status" label="Status" words={RUN_STATUSES} value={status ?? ""} none="any" />
            <TextField name="agent" label="Agent" value={agentId ?? ""} placeholder="nightly" />
          </FilterForm>
          <TableCard table={table} query={query} isCaptionHidden />
          <section className="card wide">
            <div className="card-head">
              <h2>Start a run</h2>
            </div>
            <ActForm csrf={reader.csrf} act="start" label="Start now">
              <TextField name="cap" label="Most companies (empty: as the policy says)" type="number" />
            </ActForm>
          </section>
        </>
      ),
    };
  },
  acts: {
    start: {
      role: "operator",
      action: "run.start",
      async perform({ world, tenantId, reader }, form) {
        const cap = readNumberField(form, "cap", { min: 1, max: 1_000_000, whole: true });
        const { runId } = await world.control.startRun({
          tenantId,
          actor: `slack:${reader.userId}`,
          ...(cap !== null && { cap }),
        });
        return { said: "The run is on its way.", to: runPath(tenantId, runId) };
      },
    },
  },
};
