import type { KnownBlock, ModalView } from "@slack/types";
import { SELECTING_STAGES, STAGES, type Stage } from "../../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../../entities/vendor-table.ts";
import type { RunEstimate } from "../../ports/runs.ts";
import { option, selectInput, textInput } from "../kit/form-parts.ts";
import { countText } from "../kit/measures.ts";
import { context, escapeText, plain, section, shortId } from "../kit/text.ts";

/** What the form for a run starts with. */
export interface RunForm {
  readonly tenantId: string;
  /** The ended run whose stages are repeated; null for a new run. */
  readonly rerunOf: string | null;
  readonly stage: Stage | null;
  readonly metadata: string;
}

/** Stages that can be repeated for the companies a run selected. */
const RERUNNABLE = STAGES.filter((stage) => !SELECTING_STAGES.includes(stage));

/** The form for a run, or for repeating a stage of one; nothing starts before its cost is shown. */
export function runRequestView({ tenantId, rerunOf, stage, metadata }: RunForm): ModalView {
  const isRerun = rerunOf !== null;
  const blocks: KnownBlock[] = [
    section(
      isRerun
        ? `*${escapeText(tenantId, 150)}* · run \`${shortId(rerunOf)}\`\nThe companies of that run go through the stage again.`
        : `*${escapeText(tenantId, 150)}* · a night of its own, now`,
    ),
    ...(isRerun
      ? [
          selectInput({
            name: "stage",
            label: "Stage",
            options: RERUNNABLE.map((name) => option(name, name)),
            initial: stage ?? "crawl",
          }),
        ]
      : []),
    textInput({
      name: "concurrency",
      label: "Companies at a time",
      hint: "A whole number; leave empty for the runner's own.",
      optional: true,
      maxLength: 4,
    }),
    {
      type: "input",
      block_id: "skip",
      optional: true,
      label: plain("Do without these vendors", 2000),
      element: {
        type: "checkboxes",
        action_id: "skip",
        options: VENDOR_NAMES.map((vendor) => option(vendor, vendor)),
      },
    },
    textInput({
      name: "cap",
      label: "At most so many companies",
      hint: "A whole number; the tenant's own cap holds in any case.",
      optional: true,
      maxLength: 6,
    }),
  ];
  return {
    type: "modal",
    callback_id: "run-request",
    title: plain(isRerun ? "Rerun a stage" : "Start a run", 24),
    submit: plain("Show the cost", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks,
  };
}

/** What a run would do and cost, to be confirmed. `warning`: something the person must know first, as mrkdwn. */
export function runConfirmView(
  tenantId: string,
  { companies, stages, costUsd, unpriced }: RunEstimate,
  metadata: string,
  warning: string | null,
): ModalView {
  const dollars = (value: number) =>
    value > 0 && value < 0.0001 ? "&lt;$0.0001" : `$${value.toFixed(value < 0.1 && value > 0 ? 4 : 2)}`;
  const [low, high] = [dollars(costUsd.low), dollars(costUsd.high)];
  const range = low === high ? "" : `${low} to ${high}, `;
  const names = stages.map((stage) => `\`${escapeText(stage, 40)}\``).slice(0, 40);
  const blocks: KnownBlock[] = [
    ...(warning === null ? [] : [section(`⚠️ ${warning}`)]),
    section(
      `*${escapeText(tenantId, 150)}*: ${companies === 1 ? "1 company" : `at most ${countText(companies)} companies`}`,
    ),
    section(
      costUsd.high === 0 && unpriced.length === 0
        ? "*It costs nothing*: no stage of it asks a vendor that charges."
        : `*About ${dollars(costUsd.expected)}* (${range}judged by earlier runs)`,
    ),
    section(`*Stages*\n${names.length === 0 ? "none" : names.join(" ")}`),
    ...(unpriced.length === 0
      ? []
      : [context(`Without a price, so not in the sum: ${escapeText(unpriced.join(", "), 300)}`)]),
  ];
  return {
    type: "modal",
    callback_id: "run-confirm",
    title: plain("Start it?", 24),
    submit: plain("Start", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks,
  };
}
