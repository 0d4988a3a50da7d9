import type { ActionsBlock, KnownBlock } from "@slack/types";
import type { EnrichmentRun } from "../../../entities/enrichment-run.ts";
import { stopRunButton } from "../alerts/alert-buttons.ts";
import { durationText, moneyText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
import { RUN_MARKS } from "../kit/status-words.ts";
import { context, dateText, escapeText, header, section, shortId } from "../kit/text.ts";

const MAX_LINES = 20;

/** Runs in short, newest first; a running one can be stopped (`mayStop`: by this reader). */
export function runListMessage(
  runs: readonly EnrichmentRun[],
  now: Date,
  mayStop: (tenantId: string) => boolean,
): Message {
  const text = runs.length === 0 ? "No runs yet" : `The newest ${runs.length} runs`;
  const blocks: KnownBlock[] = [
    header(text),
    ...runs.slice(0, MAX_LINES).flatMap((run): KnownBlock[] => {
      const stop: ActionsBlock[] =
        run.status === "running" && mayStop(run.tenantId)
          ? [{ type: "actions", elements: [stopRunButton(run)] }]
          : [];
      return [section(runLine(run, now)), ...stop];
    }),
    context("`/run-stats ID` shows one in full, `/events-export ID` all that happened in it."),
  ];
  return { text, blocks };
}

/** Asks for confirmation before a run is stopped. */
export function stopQuestionMessage(run: EnrichmentRun, now: Date): Message {
  return {
    text: `Stop run ${shortId(run.runId)} of ${escapeText(run.tenantId, 100)}?`,
    blocks: [section(runLine(run, now)), { type: "actions", elements: [stopRunButton(run)] }],
  };
}

/** A run in one line. */
export function runLine(run: EnrichmentRun, now: Date): string {
  const took = durationText((run.endedAt ?? now).getTime() - run.startedAt.getTime());
  return `${RUN_MARKS[run.status]} *${escapeText(run.tenantId, 100)}* ${run.status} · ${dateText(run.startedAt)} · ${took} · ${escapeText(moneyText(run.costNanoUsd), 40)}${run.status === "running" ? " so far" : ""} · \`${shortId(run.runId)}\``;
}
