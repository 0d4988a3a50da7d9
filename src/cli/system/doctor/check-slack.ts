import type { SlackReport, WantedChannel } from "../../../bot/posting/probe-slack.ts";
import type { Environment } from "../../../config/environment.ts";
import { ConfigurationError, errorCode } from "../../../errors.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";

/** Asks Slack how we are set up; throws what it said instead. */
export type ProbeSlack = (
  environment: Environment,
  channels: readonly WantedChannel[],
) => Promise<SlackReport>;

/** What to do about Slack's words. */
const REMEDIES: Readonly<Record<string, string>> = {
  not_in_channel: "create it if it does not exist, and /invite @nightshift into it",
  channel_not_found: "there is no such channel, or it is private: /invite @nightshift into it",
  is_archived: "unarchive it, or name another one",
};

/** Whether Slack is set up: token and scopes, Socket Mode, and each channel. Without a token nobody is asked. */
export async function checkSlack(
  environment: Environment,
  channels: readonly WantedChannel[],
  probe: ProbeSlack | null,
): Promise<DoctorFinding[]> {
  const subject = "Slack";
  if (environment.SLACK_BOT_TOKEN === undefined) {
    return [warn(subject, "no bot token: alerts and QA stay in the database", "set SLACK_BOT_TOKEN")];
  }
  if (probe === null) return [ok(subject, "SLACK_BOT_TOKEN is set")];
  try {
    const report = await probe(environment, channels);
    return [
      ok(subject, `${report.botUserId} in ${report.team}, with every scope`),
      ...socketFindings(report),
      ...report.channels.map(channelFinding),
      ...checkPublicUrl(environment),
    ];
  } catch (error) {
    const problem =
      error instanceof ConfigurationError
        ? error.settings.map((setting) => setting.problem).join("; ")
        : errorCode(error);
    return [fail(subject, problem, "check SLACK_BOT_TOKEN and SLACK_API_URL, and that the app is installed")];
  }
}

const LOOPBACK = /^https?:\/\/(localhost|127\.|\[::1\])/i;

/** Links in messages, and Slack's own requests, must lead here from outside. */
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
    fail(
      subject,
      socket.problem,
      "make an app-level token with connections:write, set SLACK_APP_TOKEN, and switch Socket Mode on",
    ),
  ];
}

function channelFinding({ channel, of, problem, isPosted }: SlackReport["channels"][number]): DoctorFinding {
  const subject = `Slack channel ${channel.startsWith("#") ? channel : `#${channel}`}`;
  if (problem !== null) {
    return fail(
      subject,
      `${problem} (${of})`,
      REMEDIES[problem] ?? "see what Slack's reference says of this word",
    );
  }
  return ok(subject, `${isPosted ? "posted, and removed again" : "the bot is in it"} (${of})`);
}
