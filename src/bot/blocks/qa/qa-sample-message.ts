import type { Button, KnownBlock } from "@slack/types";
import type { EmailStatus } from "../../../entities/vocabulary.ts";
import type { SampledAddress, SampledLead, SampledSignal } from "../../../qa/sampling/sampled-lead.ts";
import type { GivenVerdict } from "../../../qa/verdicts/given-verdicts.ts";
import type { QaSampleCard } from "../../../qa/verdicts/qa-sample-card.ts";
import type { Message } from "../kit/message.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import {
  context,
  cutText,
  dateText,
  escapeProse,
  escapeText,
  personText,
  plain,
  section,
} from "../kit/text.ts";
import { reasonText } from "./qa-reasons.ts";

/** How much of a sample is shown: a phone's screen, and about twenty seconds of reading. */
const SHOWN = { signals: 2, signalWords: 11, aboutWords: 15, initials: 5, notesChars: 2900 } as const;

/** Longer addresses are not linked. */
const LONGEST_LINK = 300;

const ADDRESS_MARKS: Readonly<Record<EmailStatus, string>> = { verified: "✓", unknown: "?", bad: "✗" };

/** The card of a sampled company: enough to judge it without leaving Slack; once it is judged, the verdict in one line. */
export function qaSampleMessage(card: QaSampleCard): Message {
  const standing = card.verdicts.at(-1);
  const title = titleOf(card);
  const state = standing === undefined ? "not judged yet" : VERDICT_WORDS[standing.result];
  return {
    text: cutText(`QA ${escapeText(title)} (${state})`, 500),
    blocks: standing === undefined ? waitingBlocks(card) : judgedBlocks(card, standing),
  };
}

/** What a reviewer needs to decide. */
export function sampleSections(card: QaSampleCard): KnownBlock[] {
  const { company, lead } = card;
  const domain =
    company.domain === null ? "no website known" : linkTo(`https://${company.domain}/`, company.domain);
  const score = lead === null ? "" : ` · *${lead.score}* ${card.sample.bucket}`;
  return [
    section(
      [`*${escapeText(titleOf(card), 250)}* · ${domain}${score}`, ...leadLines(lead), checksLine(card)].join(
        "\n",
      ),
    ),
    ...notesSections(card.notes),
  ];
}

function leadLines(lead: SampledLead | null): string[] {
  if (lead === null) return ["_What the run found is no longer stored._"];
  const { reasons, signals, about, titles } = lead;
  return [
    reasons.length === 0 ? escapeText(lead.rationale, 300) : escapeText(reasons.join(" · "), 300),
    ...signals.slice(0, SHOWN.signals).map(signalLine),
    ...(about === null ? [] : [`›${escapeText(firstWords(about, SHOWN.aboutWords), 140)}`]),
    [addressLine(lead.addresses), ...titles.slice(0, 1).map((title) => escapeText(title, 40))].join(" · "),
  ];
}

function signalLine({ kind, text, page, readAt }: SampledSignal): string {
  const said = `• ${escapeText(kind.replace("_", " "), 40)}: “${escapeText(firstWords(text, SHOWN.signalWords), 110)}”`;
  if (page === null) return said;
  const day = readAt === null ? "" : ` ${escapeText(readAt.slice(0, 10))}`;
  const path = page.replace(/^https:\/\/[^/]*/, "");
  return `${said} ${linkTo(page, path === "/" ? "home page" : path)}${day}`;
}

function firstWords(text: string, count: number): string {
  const words = text.trim().split(/\s+/);
  return words.length <= count ? words.join(" ") : `${words.slice(0, count).join(" ")}…`;
}

/** A link to a page of a company; its name alone where the address is none. */
function linkTo(address: string, name: string): string {
  const text = escapeText(name, 60);
  const url = URL.parse(address);
  if (url === null || url.protocol !== "https:" || url.username !== "" || url.href.length > LONGEST_LINK)
    return text;
  return `<${url.href.replaceAll(/[|<>&]/g, encodeURIComponent)}|${text}>`;
}

/** The one count of addresses on the card. */
function addressLine(addresses: readonly SampledAddress[]): string {
  const business = addresses.filter(({ isWebmail }) => !isWebmail);
  const webmail = addresses.length - business.length;
  const initials = business
    .slice(0, SHOWN.initials)
    .map(
      ({ initial, status }) => `${escapeText(initial, 8)}…${status === null ? "" : ADDRESS_MARKS[status]}`,
    );
  const count = `${business.length} business ${business.length === 1 ? "address" : "addresses"}`;
  return [
    initials.length === 0 ? `✉ ${count}` : `✉ ${count}: ${initials.join(" ")}`,
    ...(webmail === 0 ? [] : [`${webmail} webmail`]),
  ].join(", ");
}

/** Only what failed is spelled out. */
function checksLine({ checks }: QaSampleCard): string {
  const failed = checks.filter(({ passed }) => passed !== true);
  if (failed.length === 0) return `✔️ All ${checks.length} automatic checks pass.`;
  return failed
    .map(
      ({ name, passed, note }) =>
        `${passed === null ? "❔" : "❗"} *${escapeText(name, 80)}*${note === null ? "" : `: ${escapeText(note, 200)}`}`,
    )
    .join("\n");
}

function waitingBlocks(card: QaSampleCard): KnownBlock[] {
  return [
    ...sampleSections(card),
    { type: "actions", block_id: blockId(card, "judge"), elements: verdictButtons(card) },
  ];
}

function judgedBlocks(card: QaSampleCard, standing: GivenVerdict): KnownBlock[] {
  const earlier = card.verdicts.slice(0, -1);
  const disputed = earlier.some(
    ({ actor, result }) => actor !== standing.actor && result !== standing.result,
  );
  const reason = standing.reason === null ? "" : ` · ${escapeProse(reasonText(standing.reason), 80)}`;
  const line = `*${VERDICT_WORDS[standing.result]}* ${escapeText(titleOf(card), 200)} · ${personText(standing.actor)} ${dateText(standing.at)}${reason}`;
  return [
    section(line),
    ...notesSections(card.notes),
    ...(disputed
      ? [context("⚠️ Reviewers disagree.", ...earlier.slice(-5).toReversed().map(earlierLine))]
      : []),
    {
      type: "actions",
      block_id: blockId(card, "judged"),
      elements: [undoButton(card, "Undo"), notesButton(card, "Notes or change…")],
    },
  ];
}

/** Notes, shown whole: `>>>` quotes all lines that follow. */
function notesSections(notes: string | null): KnownBlock[] {
  return notes === null ? [] : [section(`>>>${escapeText(notes, SHOWN.notesChars)}`)];
}

function earlierLine({ result, actor, at }: GivenVerdict): string {
  return `Before: ${VERDICT_WORDS[result]} by ${personText(actor)} ${dateText(at)}`;
}

function titleOf({ sample, sampleSize, company }: QaSampleCard): string {
  return `${sample.sampleNo} of ${sampleSize}: ${company.name}`;
}

function blockId({ sample }: QaSampleCard, part: string): string {
  return `qa:${part}:${sample.companyId}:${sample.version}`;
}

/** Pass, Fail and Needs review; notes can be written with any of them, or alone. */
export function verdictButtons(card: QaSampleCard): Button[] {
  const value = refOf(card);
  return [
    { type: "button", action_id: "qa-pass", style: "primary", text: plain("Pass", 75), value },
    { type: "button", action_id: "qa-fail", style: "danger", text: plain("Fail…", 75), value },
    { type: "button", action_id: "qa-needs-review", text: plain("Needs review…", 75), value },
    notesButton(card, "Notes…"),
  ];
}

function notesButton(card: QaSampleCard, text: string): Button {
  return { type: "button", action_id: "qa-notes", text: plain(text, 75), value: refOf(card) };
}

/** Takes the verdict on a sample back. */
export function undoButton(card: QaSampleCard, text: string): Button {
  return { type: "button", action_id: "qa-undo", text: plain(text, 75), value: refOf(card) };
}

/** What a button carries: the sample, and the version that is shown. */
function refOf({ sample }: QaSampleCard): string {
  const { tenantId, runId, companyId, version } = sample;
  return JSON.stringify({ tenantId, runId, companyId, version });
}
