import type { RespondFn } from "@slack/bolt";
import { errorCode } from "../../errors.ts";
import type { CardPlace } from "../answers/redraw-card.ts";
import { personText, plain } from "../blocks/kit/text.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { decline } from "../requests/decline.ts";
import type { Opener } from "./open-run-confirm.ts";
import { postInThread } from "./post-in-thread.ts";

/** Refreshes the candidate view, says how it went, and offers the night that yesterday's view spoilt. */
export async function refreshView(
  {
    client,
    slackUserId,
    respond,
    place,
  }: Opener & { readonly respond: RespondFn; readonly place: CardPlace | null },
  { tenantId, alertId }: AlertRef,
  dependencies: BotDependencies,
): Promise<void> {
  const say = (text: string) => respond({ response_type: "ephemeral", replace_original: false, text });
  await say("Refreshing the candidate view…");
  const startedMs = performance.now();
  try {
    await dependencies.candidates.refresh({ tenantId, actor: slackUserId });
  } catch (error) {
    const code = errorCode(error);
    const text = `The refresh failed (\`${code}\`). The runbook's table says what that means; Details shows who holds a lock.`;
    await say(decline(text, { code, action: "view.refresh", tenantId, alertId }, dependencies));
    return;
  }
  const seconds = Math.max(1, Math.round((performance.now() - startedMs) / 1000));
  await postInThread(
    client,
    place,
    `The candidate view was refreshed by ${personText(slackUserId)}, in ${seconds} s.`,
    dependencies,
  );
  const text = `The view is refreshed. Tonight's run still worked on the old one: if the morning's leads matter, run the night again. The alert ends with that run.`;
  await respond({
    response_type: "ephemeral",
    replace_original: false,
    text,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text } },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: "take-act",
            style: "primary",
            text: plain("Run now…", 75),
            value: JSON.stringify({ tenantId, alertId, act: { kind: "run_now" } }),
          },
        ],
      },
    ],
  });
}
