import { renderCsv } from "../../observability/events/render-csv.ts";
import { QA_COLUMNS } from "../../qa/verdicts/qa-csv.ts";
import { findMeantRun } from "../access/find-meant-run.ts";
import { uploadCsv } from "../answers/upload-csv.ts";
import { escapeProse } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { RunStats } from "../ports/runs.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** How many of the newest runs are searched for a sample. */
const RUNS_LOOKED_AT = 10;

/** `/qa-export`: a run's QA sample with its verdicts, as a CSV file. */
export const qaExportCommand: SlashCommand = {
  name: "/qa-export",
  description: "The QA sample of a run with its verdicts, as a CSV file",
  usage: "[run id | latest | latest-rerun] [tenant] [share]",
  async answer(call, dependencies) {
    const { payload, words, respond } = call;
    const { stats, isLatest } = await findMeantRun(payload.user_id, words, "qa.export", dependencies);
    const { tenantId } = stats.run;
    const sample =
      (await readSample(dependencies, stats)) ??
      (isLatest ? await findLatestSample(dependencies, tenantId) : null);
    if (sample === null) {
      await respond({ response_type: "ephemeral", text: escapeProse(whyNone(stats), 600) });
      return;
    }
    const { runId, runDate, csv } = sample;
    await uploadCsv(call, {
      name: `qa_${tenantId}_${runDate}_${runId.slice(0, 8)}.csv`,
      title: `QA of ${tenantId}, ${runDate}`,
      comment: `QA sample of ${tenantId}, run ${runId}`,
      content: csv,
    });
    await dependencies.access.audit({
      tenantId,
      actor: `slack:${payload.user_id}`,
      action: "qa.export",
      subject: runId,
      detail: { shared: words.share },
    });
  },
};

interface Sample {
  readonly runId: string;
  readonly runDate: string;
  readonly csv: string;
}

async function readSample(
  { samples }: Pick<BotDependencies, "samples">,
  { run: { tenantId, runId, runDate } }: RunStats,
): Promise<Sample | null> {
  const csv = await readCsv(renderCsv(QA_COLUMNS, samples.stream(tenantId, runId), { forPeople: true }));
  return csv === null ? null : { runId, runDate, csv };
}

/** A rerun of failed companies draws no sample; "latest" means the newest run that has one. */
async function findLatestSample(
  dependencies: Pick<BotDependencies, "runs" | "samples">,
  tenantId: string,
): Promise<Sample | null> {
  for (const { runId } of await dependencies.runs.list(tenantId, RUNS_LOOKED_AT)) {
    const stats = await dependencies.runs.readStats(tenantId, runId);
    const sample = stats === null ? null : await readSample(dependencies, stats);
    if (sample !== null) return sample;
  }
  return null;
}

/** The whole file (a sample is ten rows) with the mark that makes spreadsheets read it as UTF-8; null without any row. */
async function readCsv(texts: AsyncIterable<string>): Promise<string | null> {
  const parts: string[] = [];
  for await (const text of texts) parts.push(text);
  return parts.length > 1 ? `\uFEFF${parts.join("")}` : null;
}

function whyNone({ run, stages }: RunStats): string {
  const name = `Run ${run.runId} of ${run.tenantId}`;
  const stage = stages.find((candidate) => candidate.stage === "qa_sample");
  if (run.status === "running") return `${name} is still running; its QA sample is drawn at the end.`;
  if (stage === undefined || stage.status === "skipped") {
    return `${name} has no QA sample: the stage qa_sample did not run${stage?.statusReason ? ` (${stage.statusReason})` : ""}.`;
  }
  if (stage.status === "failed") {
    return `${name} has no QA sample: the stage qa_sample failed${stage.statusReason ? ` (${stage.statusReason})` : ""}.`;
  }
  return `${name} has no QA sample: it scored no company High.`;
}
