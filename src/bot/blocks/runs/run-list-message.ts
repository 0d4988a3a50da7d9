import type { ActionsBlock } from "@slack/types";
import type { EnrichmentRun } from "../../../entities/enrichment-run.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { dataTableBlock, type TableCell } from "../kit/data-table-block.ts";
import { durationText, moneyText } from "../kit/measures.ts";
import type { Message, MessageBlock } from "../kit/message.ts";
import { runNowButton } from "../kit/run-now-button.ts";
import { RUN_MARKS } from "../kit/status-words.ts";
import { stopRunButton } from "../kit/stop-run-button.ts";
import { context, cutText, dateText, escapeText, header, section, shortId } from "../kit/text.ts";

const MAX_LINES = 20;
/** Runs that a screen reader reads aloud. */
const MAX_SPOKEN = 10;
/** How many tenants can be started from the list. */
const MAX_STARTS = 5;

/**
 * Runs in short, newest first: those in progress with their buttons, the others as a table. An idle tenant can run now
 * (`mayAct`: this reader).
 */
export function runListMessage(
  runs: readonly EnrichmentRun[],
  now: Date,
  mayAct: (tenantId: string) => boolean,
): Message {
  const tenantIds = [...new Set(runs.map(({ tenantId }) => tenantId))].filter(
    (id) => mayAct(id) && !runs.some(({ tenantId, status }) => tenantId === id && status === "running"),
  );
  const text = runs.length === 0 ? "No runs yet" : `The newest ${runs.length} runs`;
  const isShownFirst = ({ status }: EnrichmentRun) => status === "running";
  const table = dataTableBlock(
    "Ended runs",
    ["tenant", "status", "started", "took", "cost", "run"],
    runs.filter((run) => !isShownFirst(run)).map((run) => runRow(run, now)),
  );
  const blocks: MessageBlock[] = [
    header(text),
    ...runs
      .filter(isShownFirst)
      .slice(0, MAX_LINES)
      .flatMap((run): MessageBlock[] => {
        const stop: ActionsBlock[] = mayAct(run.tenantId)
          ? [{ type: "actions", elements: [stopRunButton(run)] }]
          : [];
        return [section(runLine(run, now)), ...stop];
      }),
    ...(table === null ? [] : [table]),
    ...tenantIds.slice(0, MAX_STARTS).map(
      (id): ActionsBlock => ({
        type: "actions",
        elements: [runNowButton(id, `Run ${cutText(id, 50)} now…`)],
      }),
    ),
    context("`/run-stats ID` shows one in full, `/events-export ID` all that happened in it."),
  ];
  return { text: [text, ...runs.slice(0, MAX_SPOKEN).map((run) => spokenLine(run, now))].join("\n"), blocks };
}

function runRow(run: EnrichmentRun, now: Date): readonly TableCell[] {
  const tookMs = (run.endedAt ?? now).getTime() - run.startedAt.getTime();
  return [
    run.tenantId,
    `${RUN_MARKS[run.status]} ${run.status}`,
    { at: run.startedAt },
    { value: tookMs, text: durationText(tookMs) },
    { value: usdNumber(run.costNanoUsd), text: moneyText(run.costNanoUsd) },
    run.runId.slice(0, 8),
  ];
}

/** For notifications and screen readers. */
function spokenLine(run: EnrichmentRun, now: Date): string {
  const tookMs = (run.endedAt ?? now).getTime() - run.startedAt.getTime();
  return `${escapeText(run.tenantId, 100)} ${run.status}, ${durationText(tookMs)}, ${escapeText(moneyText(run.costNanoUsd), 40)}`;
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
  return `${RUN_MARKS[run.status]} *${escapeText(run.tenantId, 100)}* ${run.status} · ${dateText(run.startedAt)} · ${took} · ${escapeText(moneyText(run.costNanoUsd), 40)}${run.status === "running" ? " so far" : ""}${heldText(run)} · \`${shortId(run.runId)}\``;
}

/** How many of its leads wait for people, who decide on their card in the QA channel. */
function heldText({ heldLeads }: EnrichmentRun): string {
  return heldLeads === 0 ? "" : ` · ⏸️ ${heldLeads} ${heldLeads === 1 ? "lead" : "leads"} held`;
}
