import type { Button } from "@slack/types";
import { slackMention } from "../../../entities/slack-mention.ts";
import type { GateCard } from "../../../qa/gate/gate-card.ts";
import type { Message } from "../kit/message.ts";
import { context, dateText, escapeText, header, personText, plain, section, shortId } from "../kit/text.ts";

/** `1 lead`, `34 leads`. */
export function leadsText(count: number): string {
  return count === 1 ? "1 lead" : `${count} leads`;
}

/** How many leads that something speaks against are named. */
const NAMED = 5;

/** Asks whether a night's leads may leave; once that is decided, says what was. */
export function qaGateMessage(card: GateCard, reviewers: readonly string[]): Message {
  const { gate, startedAt } = card;
  const kept = gate.leads - gate.released;
  const title = {
    open: `⏸️ ${gate.tenantId}: ${leadsText(gate.leads)} held, let them go?`,
    held: `⛔ ${gate.tenantId}: ${leadsText(kept)} held`,
    released: `✅ ${gate.tenantId}: ${gate.released} of ${leadsText(gate.leads)} let go`,
  }[gate.state];
  return {
    text: escapeText(title),
    blocks: [
      header(title),
      section([...(gate.state === "open" ? mentions(reviewers) : []), decisionLine(card)].join("\n")),
      section(evidenceLines(card)),
      ...(kept === 0
        ? []
        : [
            {
              type: "actions" as const,
              block_id: `gate:${gate.runId}:${gate.state}:${gate.released}`,
              elements: buttons(card),
            },
          ]),
      context(`Night of ${dateText(startedAt)}, run \`${shortId(gate.runId)}\`. \`/qa\` shows the samples.`),
    ],
  };
}

function mentions(reviewers: readonly string[]): string[] {
  const named = reviewers.flatMap((id) => slackMention(id) ?? []);
  return named.length === 0 ? [] : [named.join(" ")];
}

function decisionLine({ gate }: GateCard): string {
  if (gate.state === "open") {
    const then = gate.unanswered === "hold" ? "they stay held" : "they are let go";
    return gate.deadlineAt === null
      ? "Nothing leaves until somebody decides."
      : `Nothing leaves until somebody decides. Without an answer by ${dateText(gate.deadlineAt)} ${then}.`;
  }
  const who = {
    "system:evidence": "by the verdicts",
    "system:deadline": "since nobody answered in time",
  }[gate.decidedBy ?? ""];
  const by =
    who ??
    (gate.decidedBy?.startsWith("slack:")
      ? `by ${personText(gate.decidedBy.slice("slack:".length))}`
      : `by ${escapeText(gate.decidedBy ?? "somebody", 80)}`);
  const when = gate.decidedAt === null ? "" : ` ${dateText(gate.decidedAt)}`;
  const kept = gate.leads - gate.released;
  if (gate.state === "held") return `Held ${by}${when}. No run exports them until somebody lets them go.`;
  const rest = kept === 0 ? "" : ` ${leadsText(kept)} ${kept === 1 ? "stays" : "stay"} held.`;
  return `Let go ${by}${when}.${rest}${gate.wantsExport ? " Their export starts within a minute." : ""}`;
}

function evidenceLines({ gate, night, held }: GateCard): string {
  const judged = night.passes + night.fails;
  const checked = night.flawless + night.flawed;
  const against = held.filter((lead) => lead.against !== null);
  const named = against
    .slice(0, NAMED)
    .map(({ companyName, against: why }) => `${why === "fail" ? "❌" : "❗"} ${escapeText(companyName, 60)}`);
  const more = against.length - named.length;
  return [
    `Bad night: ${Math.round(gate.badProbability * 100)} % likely.`,
    ...(checked > 0 ? [`Checks: ${night.flawed} of ${checked} leads fail one.`] : []),
    ...(judged > 0 ? [`Verdicts: ${night.passes} pass, ${night.fails} fail.`] : []),
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}

function buttons({ gate }: GateCard): Button[] {
  const value = JSON.stringify({ tenantId: gate.tenantId, runId: gate.runId });
  const kept = gate.leads - gate.released;
  return [
    {
      type: "button",
      action_id: "gate-release",
      ...(gate.state === "open" && { style: "primary" as const }),
      text: plain(gate.state === "released" ? "Let the rest go" : "Let go", 75),
      value,
      confirm: {
        title: plain("Let them go?", 100),
        text: plain(`${leadsText(kept)} will be exported to Odoo. They cannot be called back.`, 300),
        confirm: plain("Let go", 30),
        deny: plain("Not yet", 30),
      },
    },
    ...(gate.state === "open"
      ? [
          {
            type: "button" as const,
            action_id: "gate-hold",
            style: "danger" as const,
            text: plain("Hold", 75),
            value,
          },
        ]
      : []),
    { type: "button", action_id: "gate-except", text: plain("Export all but …", 75), value },
  ];
}
