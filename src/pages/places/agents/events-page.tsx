import { type EventQuery, type PlacedEvent, queryEvents } from "../../../agents/events/event-query-store.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import { InvalidInputError } from "../../../errors.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { redactValue } from "../../../redaction.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readField, readUuid } from "../../kit/read-field.ts";
import { companyPath, runPath } from "../../kit/run-path.ts";
import { readPlace, withQuery } from "../../kit/with-query.ts";
import { Badge } from "../../views/badge.tsx";
import { FilterForm } from "../../views/filter-form.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

const DAY_MS = 86_400_000;

function readDay(query: URLSearchParams, name: string): Date | null {
  const text = readField(query, name);
  if (text === null) return null;
  const at = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidInputError(name, "must be a day such as 2026-11-28");
  return at;
}

function readFilter(query: URLSearchParams): Omit<EventQuery, "limit"> {
  const traceId = readField(query, "trace");
  if (traceId !== null && !/^[0-9a-f]{32}$/i.test(traceId))
    throw new InvalidInputError("trace", "must be a trace id of 32 hexadecimal digits");
  const from = readDay(query, "from");
  const until = readDay(query, "to");
  const to = until === null ? null : new Date(until.getTime() + DAY_MS);
  if (from !== null && to !== null && from >= to) throw new InvalidInputError("from", "must not be after to");
  const place = readPlace(query);
  const words = {
    type: readField(query, "type"),
    status: readField(query, "status"),
    agentId: readField(query, "agent"),
    runId: readUuid(query, "run"),
    stage: readField(query, "stage"),
    traceId: traceId?.toLowerCase() ?? null,
    from,
    to,
    after: place === null ? null : { at: place.at, key: place.id },
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null));
}

/** Everything that happened, newest first: in nights and as agents reported it. */
export const eventsPage: Page = {
  path: "events",
  section: "events",
  role: "viewer",
  async load({ world, tenantId, query, rowLimit, time }) {
    const filter = readFilter(query);
    const found = await world.database.withTenant(tenantId, (transaction) =>
      queryEvents(transaction, tenantId, { ...filter, limit: rowLimit + 1 }),
    );
    const events = found.slice(0, rowLimit);
    const last = events.at(-1);
    const table = createTable<PlacedEvent>({
      name: "events",
      caption: "Events",
      empty: "No event matches. Events are kept for 30 days unless the installation says otherwise.",
      rows: events,
      keyOf: ({ dedupeKey }) => dedupeKey,
      next:
        found.length > rowLimit && last !== undefined
          ? withQuery(query, { after: `${last.at}_${last.dedupeKey}` })
          : null,
      columns: [
        {
          name: "At",
          value: (row) => row.ts,
          show: (row) => <TimeAt at={row.ts} time={time} isShort={false} />,
        },
        { name: "Agent", value: (row) => row.agentId ?? "nightly" },
        {
          name: "Run",
          value: (row) => row.runId,
          show: (row) =>
            row.runId === null ? (
              "–"
            ) : (
              <a href={runPath(tenantId, row.runId)}>
                <code>{row.runId.slice(0, 8)}</code>
              </a>
            ),
        },
        { name: "Type", value: (row) => row.event },
        { name: "Stage", value: (row) => row.stage },
        { name: "Status", value: (row) => row.status, show: (row) => <Badge word={row.status} /> },
        {
          name: "Company",
          value: (row) => row.companyId,
          show: (row) =>
            row.companyId === null || row.runId === null ? (
              "–"
            ) : (
              <a href={companyPath(tenantId, row.runId, row.companyId)}>
                <code>{row.companyId.slice(0, 8)}</code>
              </a>
            ),
        },
        { name: "Vendor or model", value: (row) => row.model ?? row.vendor },
        {
          name: "Took",
          isNumber: true,
          value: (row) => row.durationMs,
          show: (row) => formatFigure(row.durationMs, "ms"),
        },
        {
          name: "Cost",
          isNumber: true,
          value: (row) => (row.costNanoUsd === null ? null : usdNumber(row.costNanoUsd)),
          show: (row) => formatFigure(row.costNanoUsd === null ? null : usdNumber(row.costNanoUsd), "usd"),
        },
        {
          name: "Error",
          value: (row) => row.errorCode,
          show: (row) =>
            row.errorCode === null ? (
              ""
            ) : (
              <p className="text note">
                <code>{row.errorCode}</code> {row.errorMsg}
              </p>
            ),
        },
        { name: "Trace", value: (row) => row.traceId, isFileOnly: true },
        {
          name: "Extra",
          isFileOnly: true,
          value: (row) => (row.extra === null ? null : JSON.stringify(redactValue(row.extra))),
        },
      ],
    });
    const value = (name: string) => readField(query, name) ?? "";
    return {
      title: "Events",
      tables: [table],
      body: (
        <>
          <FilterForm isActive={Object.keys(filter).length > 0}>
            <TextField name="type" label="Type" value={value("type")} placeholder="vendor_call" />
            <TextField name="status" label="Status" value={value("status")} placeholder="error" />
            <TextField name="agent" label="Agent" value={value("agent")} placeholder="nightly" />
            <TextField name="run" label="Run id" value={value("run")} />
            <TextField name="stage" label="Stage" value={value("stage")} placeholder="crawl" />
            <TextField name="trace" label="Trace id" value={value("trace")} />
            <TextField name="from" label="From day (UTC)" value={value("from")} placeholder="2026-11-01" />
            <TextField name="to" label="To day (UTC)" value={value("to")} placeholder="2026-11-30" />
          </FilterForm>
          <TableCard table={table} query={query} isCaptionHidden />
        </>
      ),
    };
  },
};
