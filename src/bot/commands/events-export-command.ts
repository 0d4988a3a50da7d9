import { UsageError } from "../../errors.ts";
import { EVENT_COLUMNS } from "../../observability/events/event-columns.ts";
import { renderCsv } from "../../observability/events/render-csv.ts";
import { findMeantRun } from "../access/find-meant-run.ts";
import { uploadCsv } from "../answers/upload-csv.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** The largest file sent through Slack, in bytes; larger ones come from the HTTP export, which streams. */
const MAX_BYTES = 50 * 1024 * 1024;

/** `/events-export`: everything that happened in a run, as a CSV file. */
export const eventsExportCommand: SlashCommand = {
  name: "/events-export",
  description: "Everything that happened in a run, as a CSV file",
  usage: "[run id | latest | latest-rerun] [tenant] [share]",
  async answer(call, dependencies) {
    const { payload, words } = call;
    const { stats } = await findMeantRun(payload.user_id, words, "events.export", dependencies);
    const { tenantId, runId, runDate } = stats.run;
    const parts: string[] = [];
    let bytes = 0;
    const events = dependencies.runs.streamEvents(tenantId, runId);
    for await (const text of renderCsv(EVENT_COLUMNS, events, { forPeople: true })) {
      bytes += Buffer.byteLength(text);
      if (bytes > MAX_BYTES) {
        throw new UsageError(
          `This run has more events than Slack takes; fetch them over HTTP: GET /export/run_events.csv?run_id=${runId}`,
        );
      }
      parts.push(text);
    }
    if (parts.length < 2) {
      throw new UsageError(`Run ${runId} of ${tenantId} has no events: they are kept for a while only.`);
    }
    await uploadCsv(call, {
      name: `run_events_${tenantId}_${runDate}_${runId.slice(0, 8)}.csv`,
      title: `Events of ${tenantId}, ${runDate}`,
      comment: `Events of ${tenantId}, run ${runId}`,
      content: `\uFEFF${parts.join("")}`,
    });
    await dependencies.access.audit({
      tenantId,
      actor: `slack:${payload.user_id}`,
      action: "events.export",
      subject: runId,
      detail: { shared: words.share },
    });
  },
};
