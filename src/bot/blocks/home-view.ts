import type { ActionsBlock, HomeView, KnownBlock, SectionBlock } from "@slack/types";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { Role } from "../../entities/vocabulary.ts";
import type { HomeAlert } from "../ports/home-alert.ts";
import type { Excerpt } from "../ports/home-facts.ts";
import type { DeliveryOverview } from "../ports/messages.ts";
import type { SilenceInForce } from "../ports/silences.ts";
import { acknowledgeButton } from "./alerts/alert-buttons.ts";
import { alertLine, isLink } from "./alerts/alert-list-message.ts";
import { silenceSection } from "./alerts/silence-list-message.ts";
import { countText, durationText } from "./kit/measures.ts";
import { runNowButton } from "./kit/run-now-button.ts";
import { channelText, context, dateText, escapeText, header, plain, section } from "./kit/text.ts";
import { runLine } from "./runs/run-list-message.ts";

/** What App Home shows one person: only tenants they have a role for. */
export interface Home {
  readonly roles: readonly { readonly tenantId: string; readonly role: Role }[];
  /** A page of the open alerts. */
  readonly alerts: Excerpt<HomeAlert>;
  /** Which page it is, from 0. */
  readonly page: number;
  /** The last night of each tenant that has had one, and the runs in progress. */
  readonly runs: Excerpt<EnrichmentRun>;
  readonly silences: Excerpt<SilenceInForce>;
  /** The tenants whose alerts call nobody. */
  readonly uncalled: readonly string[];
  readonly delivery: DeliveryOverview;
  /** Whether Slack reaches the bot over Socket Mode; null over HTTP. */
  readonly link: SlackLinkState | null;
}

/** Lines per list; more would bury the rest. */
export const HOME_LINES = 12;
/** How many lines about undelivered messages. */
const MAX_PROBLEMS = 5;
const NEW_TOKEN = "install the app again and set its new token";
const UNFIT = "it is longer or of another form than Slack takes";
/** What to do about Slack's most frequent error codes. */
const ADVICE: Readonly<Record<string, string>> = {
  is_archived: "unarchive the channel or name another one",
  not_in_channel: "invite the bot into the channel: `/invite @nightshift`",
  channel_not_found: "there is no such channel, or it is private and the bot is not in it",
  token_revoked: NEW_TOKEN,
  token_expired: NEW_TOKEN,
  invalid_auth: NEW_TOKEN,
  account_inactive: NEW_TOKEN,
  missing_scope: "update the app from its manifest and install it again",
  msg_too_long: UNFIT,
  msg_blocks_too_long: UNFIT,
  invalid_blocks: UNFIT,
};

/** App Home: open alerts, the last night of each tenant, silences, the state of deliveries, and the person's roles. */
export function homeView(home: Home, now: Date): HomeView {
  if (home.roles.length === 0) {
    return {
      type: "home",
      blocks: [
        header("nightshift"),
        section("You have no role for any tenant yet. Ask an admin for one (`/nightshift roles`)."),
      ],
    };
  }
  const blocks: KnownBlock[] = [
    header("nightshift"),
    ...linkLines(home.link),
    ...uncalledLines(home.uncalled),
    ...alertLines(home),
    { type: "divider" },
    ...list("Last night", home.runs, (run) => [lastNight(run, home.roles, now)], {
      none: "Nothing has run yet.",
      more: "`/runs` shows them all.",
    }),
    { type: "divider" },
    ...list("Silences", home.silences, (silence) => [silenceSection(silence)], {
      none: "Nothing is silenced.",
      more: "`/silence list` shows them all.",
    }),
    section(`*Messages*\n${deliveryLine(home.delivery)}`),
    ...retryButton(home),
    section(`*Your roles*\n${rolesLine(home.roles)}`),
    context(`As of ${dateText(now)}. \`/nightshift help\` says what else there is.`),
  ];
  return { type: "home", private_metadata: String(home.page), blocks };
}

/** A tenant's last night, with a button that starts another one. */
function lastNight(run: EnrichmentRun, roles: Home["roles"], now: Date): SectionBlock {
  const role = roles.find(({ tenantId }) => tenantId === run.tenantId)?.role;
  const mayRun = (role === "operator" || role === "admin") && run.status !== "running";
  return { ...section(runLine(run, now)), ...(mayRun && { accessory: runNowButton(run.tenantId) }) };
}

function linkLines(link: SlackLinkState | null): KnownBlock[] {
  if (link === null || link.isConnected) return [];
  const why = link.problem === null ? "" : ` (\`${escapeText(link.problem, 100)}\`)`;
  return [
    section(
      `⚠️ *Commands and buttons may not work.* The connection to Slack has been down since ${dateText(link.since)}${why}; I keep trying.`,
    ),
  ];
}

/** Tenants for whom nobody would wake up. */
function uncalledLines(uncalled: readonly string[]): KnownBlock[] {
  if (uncalled.length === 0) return [];
  const named = uncalled.slice(0, 10).map((tenantId) => `*${escapeText(tenantId, 100)}*`);
  const rest = uncalled.length > 10 ? ` and ${uncalled.length - 10} more` : "";
  return [
    section(
      `⚠️ *Nobody is called* by the alerts of ${named.join(", ")}${rest}, however bad. \`/nightshift call TENANT\` names somebody.`,
    ),
  ];
}

/** A page of the open alerts, with how many there are in all and the buttons to the other pages. */
function alertLines({ alerts, page, roles }: Home): KnownBlock[] {
  const { total, items } = alerts;
  if (total === 0) return [section("*Open alerts*\nNone. A quiet night so far.")];
  const first = page * HOME_LINES + 1;
  const pages = Math.ceil(total / HOME_LINES);
  const range = pages > 1 ? `${first} to ${first + items.length - 1} of ${total}` : String(total);
  const turns: ActionsBlock["elements"] = [
    ...(page > 0 ? [pageButton(page - 1, "Previous")] : []),
    ...(page + 1 < pages ? [pageButton(page + 1, "Next")] : []),
  ];
  return [
    section(`*Open alerts* (${range})`),
    ...items.flatMap((alert) => [section(alertLine(alert)), ...buttons(alert, roles)]),
    ...(turns.length > 0
      ? [{ type: "actions" as const, block_id: `home-page:${page}`, elements: turns }]
      : []),
  ];
}

/** For those who look after the installation, when something was given up. */
function retryButton({ delivery, roles }: Home): ActionsBlock[] {
  const role = roles.find(({ tenantId }) => tenantId === PLATFORM_TENANT)?.role;
  if (delivery.dead === 0 || (role !== "operator" && role !== "admin")) return [];
  return [
    {
      type: "actions",
      elements: [
        {
          type: "button" as const,
          action_id: "retry-messages",
          text: plain("Try again", 75),
          value: "all",
        },
      ],
    },
  ];
}

function pageButton(page: number, text: "Previous" | "Next") {
  // Each button of a block needs an action_id of its own.
  return text === "Previous"
    ? { type: "button" as const, action_id: "home-previous", text: plain(text, 75), value: String(page) }
    : { type: "button" as const, action_id: "home-next", text: plain(text, 75), value: String(page) };
}

function list<Item>(
  title: string,
  { total, items }: Excerpt<Item>,
  draw: (item: Item) => readonly KnownBlock[],
  { none, more }: { readonly none: string; readonly more: string },
): KnownBlock[] {
  if (total === 0) return [section(`*${title}*\n${none}`)];
  const left = total - items.length;
  return [
    section(`*${title}* (${total})`),
    ...items.flatMap(draw),
    ...(left > 0 ? [context(`and ${left} more: ${more}`)] : []),
  ];
}

function buttons({ tenantId, alertId, state, link }: HomeAlert, roles: Home["roles"]): ActionsBlock[] {
  const role = roles.find((held) => held.tenantId === tenantId)?.role;
  const mayAct = role === "operator" || role === "admin";
  const elements: ActionsBlock["elements"] = [
    ...(state === "firing" && mayAct ? [acknowledgeButton(JSON.stringify({ tenantId, alertId }))] : []),
    ...(isLink(link)
      ? [{ type: "button" as const, action_id: "open-link", text: plain("Open", 75), url: link }]
      : []),
  ];
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

function rolesLine(roles: Home["roles"]): string {
  const names = roles.slice(0, 20).map(({ tenantId, role }) => `*${role}* of ${escapeText(tenantId, 100)}`);
  return [...names, ...(roles.length > 20 ? [`and ${roles.length - 20} more`] : [])].join(" · ");
}

function deliveryLine(delivery: DeliveryOverview): string {
  const { waiting, dead, oldestWaitingSeconds, problems } = delivery;
  if (dead === 0 && waiting === 0 && problems.length === 0) return "✅ All delivered.";
  const head =
    dead === 0 && waiting === 0
      ? "⚠️ All delivered, but not all where they belong."
      : dead > 0
        ? `❗ ${countText(dead)} could not be delivered, ${countText(waiting)} waiting.`
        : `⏳ ${countText(waiting)} waiting, the oldest for ${durationText((oldestWaitingSeconds ?? 0) * 1000)}.`;
  return [head, ...problems.slice(0, MAX_PROBLEMS).map(problemLine)].join("\n");
}

function problemLine({ target, problem, messages, movedFrom }: DeliveryOverview["problems"][number]): string {
  const advice = ADVICE[problem];
  if (movedFrom !== undefined) {
    const count = messages === 1 ? "1 card" : `${countText(messages)} cards`;
    return `• ${channelText(movedFrom)}: \`${escapeText(problem, 100)}\`${advice === undefined ? "" : `, ${advice}`}; ${count} went to the fallback channel`;
  }
  return `• ${escapeText(target, 50)}, ${countText(messages)}: \`${escapeText(problem, 100)}\`${advice === undefined ? "" : `, ${advice}`}`;
}
