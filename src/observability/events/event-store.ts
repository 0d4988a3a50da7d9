import type { Queryable } from "../../database/batch.ts";
import { redactValue } from "../../redaction.ts";
import type { RunEvent } from "./run-event.ts";

type Read = (event: RunEvent) => string | number | null;

const COLUMNS: readonly (readonly [name: string, type: string, read: Read])[] = [
  ["tenant_id", "text", (event) => event.tenantId],
  ["event_date", "date", (event) => event.eventDate],
  ["dedupe_key", "uuid", (event) => event.dedupeKey],
  ["run_id", "uuid", (event) => event.runId],
  ["stage", "text", (event) => event.stage],
  ["company_id", "uuid", (event) => event.companyId],
  ["event", "text", (event) => event.event],
  ["status", "text", (event) => event.status],
  ["error_code", "text", (event) => event.errorCode],
  ["error_msg", "text", (event) => redactValue(event.errorMsg)],
  ["duration_ms", "int", (event) => event.durationMs],
  ["vendor", "text", (event) => event.vendor],
  ["cost_nano_usd", "bigint", (event) => event.costNanoUsd?.toString() ?? null],
  ["tokens_input", "int", (event) => event.tokensInput],
  ["tokens_output", "int", (event) => event.tokensOutput],
  ["trace_id", "text", (event) => event.traceId],
  ["extra", "jsonb", (event) => (event.extra === null ? null : storableJson(redactValue(event.extra)))],
  ["ts", "timestamptz", (event) => event.ts.toISOString()],
];

const INSERT = `
  insert into run_event_logs (${COLUMNS.map(([name]) => name).join(", ")})
  select * from unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ")})
  on conflict do nothing`;

/** Writes events of one tenant in one statement, their texts masked; 1,000 to 5,000 at a time is best. Events that already exist are skipped. */
export async function insertEvents(transaction: Queryable, events: readonly RunEvent[]): Promise<void> {
  if (events.length === 0) return;
  await transaction.query(
    INSERT,
    COLUMNS.map(([, , read]) => events.map((event) => storable(read(event)))),
  );
}

/** Postgres cannot store NUL. Without this, one event with a stray byte would block every event after it. */
function storable(value: string | number | null): string | number | null {
  return typeof value === "string" ? value.replaceAll("\0", "") : value;
}

/** JSON without what jsonb refuses: NUL is removed, and a lone surrogate becomes U+FFFD. */
function storableJson(value: object): string {
  // An escaped backslash is matched as a unit, so that text that merely looks like an escape stays as it is.
  return JSON.stringify(value).replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === "\\\\" ? found : found === "\\u0000" ? "" : "\ufffd",
  );
}
