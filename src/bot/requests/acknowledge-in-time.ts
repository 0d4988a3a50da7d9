import type { ViewResponseAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { headOf } from "../blocks/kit/text.ts";

/** Acknowledges a form: nothing closes it, an action changes it. */
export type AckForm = (response?: ViewResponseAction) => Promise<void>;

/** Slack waits three seconds for a form's answer. */
const PATIENCE_MS = 2_000;

const acks = new WeakMap<object, AckForm>();

/**
 * Sees to it that a form is acknowledged in time whatever its handler waits for: after two seconds the form says that it
 * is being worked on, and the handler's answer then changes what is shown.
 */
export function acknowledgeInTime(
  {
    body,
    view,
    ack,
    client,
  }: {
    readonly body: object;
    readonly view: { readonly id: string };
    readonly ack: AckForm;
    readonly client: WebClient;
  },
  patienceMs = PATIENCE_MS,
): void {
  let isLate = false;
  let isAnswered = false;
  let waiting: Promise<void> = Promise.resolve();
  const timer = setTimeout(() => {
    isLate = true;
    waiting = ack({
      response_action: "update",
      view: noticeView("One moment", "⏳ This takes longer than usual. The answer will appear here."),
    });
    // The answer waits for it, and reports a failure.
    waiting.catch(() => undefined);
  }, patienceMs);
  timer.unref();
  acks.set(body, async (response) => {
    clearTimeout(timer);
    if (!isLate || isAnswered) {
      isAnswered = true;
      await ack(response);
      return;
    }
    isAnswered = true;
    await waiting;
    await client.views.update({ view_id: view.id, view: lateView(response) });
  });
}

/** The acknowledgement of a form, in time if `acknowledgeInTime` saw it first. */
export function ackOf(body: object, ack: AckForm): AckForm {
  return acks.get(body) ?? ack;
}

/** What a form shows whose answer came late: it cannot be closed or filled in any more. */
function lateView(response: ViewResponseAction | undefined) {
  if (response?.response_action === "update" || response?.response_action === "push") {
    const { view } = response;
    // A view from outside is passed on as it is.
    if (typeof view !== "string") return view;
  }
  if (response?.response_action === "errors") {
    const why = headOf(Object.values(response.errors).join(" "), 2800);
    return noticeView("Not done", why, "Open the form again to correct it.");
  }
  return noticeView("Done", "It is done.");
}
