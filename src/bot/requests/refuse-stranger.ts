import type { AllMiddlewareArgs, AnyMiddlewareArgs } from "@slack/bolt";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { errorCode } from "../../errors.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { belongsHere } from "../workspace/belongs-here.ts";
import { originOf } from "../workspace/origin-of.ts";
import { ackOf } from "./acknowledge-in-time.ts";
import { isSubmission } from "./is-submission.ts";

const TEXT = "This nightshift belongs to another Slack workspace. Nothing was done.";

/** Refuses a request from another workspace than the one the app is installed in; true when it did. It is audited. */
export async function refuseStranger(
  args: AnyMiddlewareArgs & AllMiddlewareArgs,
  {
    installation,
    inbox,
    access,
    logger,
  }: Pick<BotDependencies, "installation" | "inbox" | "access" | "logger">,
): Promise<boolean> {
  const origin = originOf(args.body);
  if (belongsHere(await installation.read(), origin)) return false;
  await inbox.countRefusal("other_workspace", null);
  const { userId = "unknown" } = args.context;
  await access.audit({
    tenantId: PLATFORM_TENANT,
    actor: `slack:${userId}`,
    action: "slack.request",
    subject: origin.userTeamId ?? origin.teamId ?? origin.enterpriseId ?? "unknown",
    detail: { refused: true, reason: "other_workspace", ...origin },
  });
  if (isSubmission(args)) {
    await ackOf(args.body, args.ack)({ response_action: "update", view: noticeView("Not here", TEXT) });
  } else if ("respond" in args && typeof args.respond === "function") {
    // Only there: a direct message to the same id would reach somebody else.
    await args
      .respond({ response_type: "ephemeral", replace_original: false, text: TEXT })
      .catch((error: unknown) => logger.warn("stranger not answered", { code: errorCode(error) }));
  }
  return true;
}
