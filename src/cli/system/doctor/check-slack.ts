import { manifestFor } from "../../../bot/create-manifest.ts";
import { manifestDifferences } from "../../../bot/manifest-differences.ts";
import { lackOf } from "../../../bot/posting/check-scopes.ts";
import type { SlackReport, WantedChannel } from "../../../bot/posting/probe-slack.ts";
import type { Environment } from "../../../config/environment.ts";
import { errorCode } from "../../../errors.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";

/** Asks Slack how the app is set up; throws Slack's error otherwise. */
export type ProbeSlack = (
  environment: Environment,
  channels: readonly WantedChannel[],
) => Promise<SlackReport>;

const SUBJECT = "Slack";
const SHOW_ANEW =
  "paste what `slack manifest` prints under App Manifest at api.slack.com/apps, and install the app again";
/** What to do about each of Slack's errors. */
const REMEDIES: Readonly<Record<string, string>> = {
  not_in_channel: "/invite @nightshift into it, or create it if it does not exist",
  channel_not_found: "create it, or if it is private, /invite @nightshift into it",
  is_archived: "unarchive it, or name another one",
  missing_scope: SHOW_ANEW,
};
const UNKNOWN_WORD = "see what Slack's reference says of this word";
/** How many differences of a manifest are named. */
const MOST_NAMED = 8;

/** Whether Slack is set up: token and scopes, Socket Mode, the manifest, and each channel. Without a token Slack is not asked. */
export async function checkSlack(
  environment: Environment,
  channels: readonly WantedChannel[],
  probe: ProbeSlack | null,
): Promise<DoctorFinding[]> {
  if (environment.SLACK_BOT_TOKEN === undefined) {
    return [warn(SUBJECT, "no bot token: alerts and QA stay in the database", "set SLACK_BOT_TOKEN")];
  }
  if (probe === null) return [ok(SUBJECT, "SLACK_BOT_TOKEN is set")];
  try {
    const report = await probe(environment, channels);
    return [
      identityFinding(report),
      ...socketFindings(report),
      ...manifestFindings(environment, report),
      ...report.channels.map(channelFinding),
      ...checkPublicUrl(environment),
    ];
  } catch (error) {
    return [
      unreachable(SUBJECT, errorCode(error)) ??
        fail(SUBJECT, errorCode(error), "check SLACK_BOT_TOKEN and SLACK_API_URL"),
      ...checkPublicUrl(environment),
    ];
  }
}

function identityFinding({ identity }: SlackReport): DoctorFinding {
  if ("problem" in identity) {
    const remedy = "check SLACK_BOT_TOKEN and SLACK_API_URL, and that the app is installed";
    return unreachable(SUBJECT, identity.problem) ?? fail(SUBJECT, identity.problem, remedy);
  }
  const { botUserId, team, missingScopes } = identity;
  if (missingScopes === null)
    return ok(SUBJECT, `${botUserId} in ${team}; Slack does not say which scopes it has`);
  if (missingScopes.length > 0) return fail(SUBJECT, `SLACK_BOT_TOKEN ${lackOf(missingScopes)}`, SHOW_ANEW);
  return ok(SUBJECT, `${botUserId} in ${team}, with every scope`);
}

/** No answer of Slack's but a code of the network: nothing is known of the token. */
function unreachable(subject: string, problem: string): DoctorFinding | null {
  return /^E[A-Z_]+$/.test(problem)
    ? fail(subject, `Slack cannot be reached (${problem})`, "check the network, a proxy, and SLACK_API_URL")
    : null;
}

const LOOPBACK = /^https?:\/\/((\w+\.)?localhost|127\.|0\.0\.0\.0|\[::1?\])(?=[\d.:/]|$)/i;

/** Links in messages and Slack's own requests must reach this process from outside. */
function checkPublicUrl({ PUBLIC_URL, SLACK_API_URL, SLACK_APP_TOKEN }: Environment): DoctorFinding[] {
  if (!SLACK_API_URL.startsWith("https://slack.com/")) return [];
  const remedy = "set it to the address that people and Slack use";
  if (PUBLIC_URL !== undefined && LOOPBACK.test(PUBLIC_URL)) {
    return [fail("PUBLIC_URL", `${PUBLIC_URL} leads nowhere from Slack`, remedy)];
  }
  return PUBLIC_URL === undefined && SLACK_APP_TOKEN === undefined
    ? [warn("PUBLIC_URL", "is not set: messages have no links", remedy)]
    : [];
}

function socketFindings({ socket }: SlackReport): DoctorFinding[] {
  const subject = "Slack Socket Mode";
  if (socket === null) return [];
  if (socket.problem === null) return [ok(subject, "Slack would connect; no connection was opened")];
  return [
    unreachable(subject, socket.problem) ??
      fail(
        subject,
        socket.problem,
        "make an app-level token with connections:write, set SLACK_APP_TOKEN, and switch Socket Mode on",
      ),
  ];
}

/** Slack shows a manifest only to an app configuration token, which is valid for twelve hours. */
function manifestFindings(environment: Environment, { identity, manifest }: SlackReport): DoctorFinding[] {
  const subject = "Slack manifest";
  if ("problem" in manifest) {
    if (environment.SLACK_CONFIG_TOKEN !== undefined) {
      return [
        fail(subject, manifest.problem, "make a new app configuration token: they are good for twelve hours"),
      ];
    }
    // Nothing can be compared, and the problem has been reported already.
    if ("problem" in identity) return [];
    return [ok(subject, "not compared: Slack shows it only with SLACK_CONFIG_TOKEN")];
  }
  const { working, wording } = manifestDifferences(manifestFor(environment), manifest.inForce);
  if (working.length > 0) return [fail(subject, named([...working, ...wording]), SHOW_ANEW)];
  if (wording.length > 0) return [warn(subject, named(wording), SHOW_ANEW)];
  return [ok(subject, "the one in force is ours")];
}

function named(differences: readonly string[]): string {
  const rest = differences.length - MOST_NAMED;
  return [...differences.slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function channelFinding({ channel, of, problem, isPosted }: SlackReport["channels"][number]): DoctorFinding {
  const subject = `Slack channel ${/^[CGD][A-Z0-9]{6,}$/.test(channel) ? channel : `#${channel.replace(/^#/, "")}`}`;
  if (problem !== null) {
    return fail(subject, `${problem} (${of})`, REMEDIES[problem] ?? UNKNOWN_WORD);
  }
  return ok(subject, `${isPosted ? "posted, and removed again" : "the bot is in it"} (${of})`);
}
