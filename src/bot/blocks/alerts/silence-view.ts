import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import { SILENCE_LIMITS } from "../../../entities/silence-limits.ts";
import type { SilencePreview } from "../../ports/silences.ts";
import { option, selectInput, textInput } from "../kit/form-parts.ts";
import { countText } from "../kit/measures.ts";
import { SEVERITY_MARKS } from "../kit/status-words.ts";
import { context, escapeText, plain, section } from "../kit/text.ts";

/** What a silence can cover, narrowest first. */
export const SILENCE_SCOPES = ["subject", "rule", "tenant"] as const;
export type SilenceScopeName = (typeof SILENCE_SCOPES)[number];

export const SILENCE_SPANS = ["1h", "4h", "morning", "custom"] as const;
export type SilenceSpan = (typeof SILENCE_SPANS)[number];

/** What the form for a silence shows. */
export interface SilenceForm {
  readonly tenantId: string;
  /** Null when the form was not opened from an alert: then the rule is chosen in it. */
  readonly alert: { readonly ruleId: string; readonly subject: string } | null;
  /** The tenant's time zone, for "until morning". */
  readonly timezone: string;
  readonly rules: readonly { readonly id: string; readonly title: string }[];
  readonly preview: SilencePreview;
  /** What was chosen so far. */
  readonly chosen: {
    readonly scope: SilenceScopeName;
    readonly ruleId: string | null;
  };
  readonly metadata: string;
}

const MAX_SHOWN = 8;

/** The form for a silence; it shows what would be kept quiet before anybody submits it. */
export function silenceView(form: SilenceForm): ModalView {
  const { alert, chosen, tenantId } = form;
  const scopes = alert === null ? SILENCE_SCOPES.slice(1) : SILENCE_SCOPES;
  const ruleInput: InputBlock[] =
    alert === null
      ? [
          selectInput({
            name: "silence-rule",
            label: "Rule",
            options: form.rules.map(({ id, title }) => option(id, `${id} ${title}`)),
            initial: chosen.ruleId ?? undefined,
            optional: true,
            hint: "For a whole tenant it does not matter.",
            asks: true,
          }),
        ]
      : [];
  const blocks: KnownBlock[] = [
    section(
      alert === null
        ? `Tenant *${escapeText(tenantId, 150)}*`
        : `*${escapeText(tenantId, 150)}* · rule \`${escapeText(alert.ruleId, 80)}\` · ${escapeText(alert.subject, 200)}`,
    ),
    selectInput({
      name: "silence-scope",
      label: "What to silence",
      options: scopes.map((scope) => option(scope, scopeText(scope, form))),
      initial: chosen.scope,
      asks: true,
    }),
    ...ruleInput,
    ...previewBlocks(form.preview),
    selectInput({
      name: "silence-span",
      label: "For how long",
      options: [
        option("1h", "1 hour"),
        option("4h", "4 hours"),
        option("morning", `Until it is 8:00 in ${form.timezone}`),
        option("custom", "Until the date and time below"),
      ],
      initial: "1h",
    }),
    {
      type: "input",
      block_id: "silence-until",
      optional: true,
      label: plain("Until", 2000),
      hint: plain(`Only for a date and time of your own; at most ${SILENCE_LIMITS.days} days ahead.`, 2000),
      element: { type: "datetimepicker", action_id: "silence-until" },
    },
    textInput({
      name: "silence-reason",
      label: "Why",
      hint: "People who wonder about the quiet will read it.",
      maxLength: SILENCE_LIMITS.reasonLength,
    }),
  ];
  return {
    type: "modal",
    callback_id: "silence",
    title: plain("Silence alerts", 24),
    submit: plain("Silence", 24),
    close: plain("Cancel", 24),
    private_metadata: form.metadata,
    blocks,
  };
}

function scopeText(scope: SilenceScopeName, { alert }: SilenceForm): string {
  switch (scope) {
    case "subject":
      return `${alert?.ruleId ?? "This rule"}, only ${alert?.subject ?? "this subject"}`;
    case "rule":
      return alert === null ? "One rule" : `All of ${alert.ruleId}`;
    case "tenant":
      return "Every rule of the tenant";
  }
}

function previewBlocks({ open, lastWeek }: SilencePreview): KnownBlock[] {
  const lines = open
    .slice(0, MAX_SHOWN)
    .map(
      ({ ruleId, severity, summary }) =>
        `${SEVERITY_MARKS[severity]} \`${escapeText(ruleId, 60)}\` ${escapeText(summary, 200)}`,
    );
  const more = open.length > MAX_SHOWN ? [`and ${open.length - MAX_SHOWN} more`] : [];
  const now =
    open.length === 0
      ? "*Matches nothing open now.* New alerts of this kind would stay quiet."
      : `*Matches ${countText(open.length)} open now*\n${[...lines, ...more].join("\n")}`;
  return [
    { ...section(now), block_id: "silence-preview" },
    context(
      lastWeek === 1
        ? "It would have kept 1 alert of the last 7 days quiet."
        : `It would have kept ${lastWeek === 0 ? "no alert" : `${countText(lastWeek)} alerts`} of the last 7 days quiet.`,
    ),
  ];
}
