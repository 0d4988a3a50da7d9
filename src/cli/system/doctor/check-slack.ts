import type { Environment } from "../../../config/environment.ts";
import { ConfigurationError, errorCode } from "../../../errors.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Asks Slack who we are; throws what it said instead. */
export type ProbeSlack = (
  environment: Environment,
) => Promise<{ readonly team: string; readonly botUserId: string }>;

/** Whether Slack is set up. Without a token nobody is asked; without a probe, neither. */
export async function checkSlack(environment: Environment, probe: ProbeSlack | null): Promise<Finding> {
  const subject = "Slack";
  if (environment.SLACK_BOT_TOKEN === undefined) {
    return warn(subject, "no bot token: alerts and QA stay in the database", "set SLACK_BOT_TOKEN");
  }
  if (probe === null) return ok(subject, "SLACK_BOT_TOKEN is set");
  try {
    const { team, botUserId } = await probe(environment);
    return ok(subject, `${botUserId} in ${team}`);
  } catch (error) {
    const problem =
      error instanceof ConfigurationError
        ? error.settings.map((setting) => setting.problem).join("; ")
        : errorCode(error);
    return fail(subject, problem, "check SLACK_BOT_TOKEN and SLACK_API_URL, and that the app is installed");
  }
}
