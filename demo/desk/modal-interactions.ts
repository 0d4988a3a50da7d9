import { answered, OK, problemOf } from "./bot-answer.ts";
import type { BotClient, BotReply } from "./bot-client.ts";
import type { AskerBook } from "./create-asker-book.ts";
import { answerMethod } from "./create-web-api.ts";
import type { BotAnswer, SubmitAnswer, SubmitInput } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { stateValues, unfilledInputs } from "./element-state.ts";
import { type Fields, fieldsOf, itemsOf, jsonOf, objectsOf, scalarOf, textOf } from "./fields.ts";
import { viewClosedPayload, viewSubmissionPayload } from "./payloads.ts";

/** What can be done to a modal besides pressing things in it. */
export interface ModalInteractions {
  submitView(input: SubmitInput): Promise<SubmitAnswer>;
  closeView(input: { userId: string; viewId: string; isCleared?: boolean | undefined }): Promise<BotAnswer>;
}

export function createModalInteractions(
  state: DeskState,
  bot: BotClient,
  askers: AskerBook,
): ModalInteractions {
  const { views } = state;

  async function submitView({ userId, viewId, answers }: SubmitInput): Promise<SubmitAnswer> {
    const held = views.find(viewId);
    if (held === undefined) return { outcome: "failed", problem: "This dialog is not open any more." };
    const blocks = objectsOf(held.view["blocks"]);
    const unfilled = unfilledInputs(blocks, answers);
    if (Object.keys(unfilled).length > 0) return { outcome: "errors", errors: unfilled };
    const triggerId = await askers.triggerFor(userId);
    const reply = await interact(
      viewSubmissionPayload(
        { user: askers.userOf(userId), triggerId },
        held.view,
        stateValues(blocks, answers),
      ),
    );
    if (!reply.isOk) return { outcome: "failed", problem: problemOf(reply.code) };
    return apply(jsonOf(reply.body), userId, viewId);
  }

  /** Follows a submission's `response_action`. */
  async function apply(body: unknown, userId: string, viewId: string): Promise<SubmitAnswer> {
    const answer = fieldsOf(body);
    const view = answer["view"];
    const call = (method: string, args: Fields) => answerMethod(state, method, args, state.botToken);
    switch (answer["response_action"]) {
      case "errors":
        return { outcome: "errors", errors: textsOf(answer["errors"]) };
      case "update": {
        const updated = await call("views.update", { view_id: viewId, view });
        return updated["ok"] === true ? { outcome: "updated" } : refused(updated);
      }
      case "push": {
        const pushed = await call("views.push", { trigger_id: await askers.triggerFor(userId), view });
        return pushed["ok"] === true ? { outcome: "pushed" } : refused(pushed);
      }
      case "clear":
        views.clear(userId);
        state.feed.announce();
        return { outcome: "cleared" };
      default:
        views.close(userId, viewId);
        state.feed.announce();
        return { outcome: "closed" };
    }
  }

  async function closeView({
    userId,
    viewId,
    isCleared = false,
  }: {
    userId: string;
    viewId: string;
    isCleared?: boolean | undefined;
  }): Promise<BotAnswer> {
    const held = views.find(viewId);
    if (held === undefined) return OK;
    if (isCleared) views.clear(userId);
    else views.close(userId, viewId);
    state.feed.announce();
    if (held.view["notify_on_close"] !== true) return OK;
    return answered(await interact(viewClosedPayload(askers.userOf(userId), held.view, isCleared)));
  }

  function interact(payload: Fields): Promise<BotReply> {
    return bot.sendForm({ payload: JSON.stringify(payload) });
  }

  return { submitView, closeView };
}

function refused(answer: Fields): SubmitAnswer {
  const messages = itemsOf(fieldsOf(answer["response_metadata"])["messages"]).map(scalarOf).join("; ");
  return {
    outcome: "failed",
    problem: `We had some trouble connecting. ${textOf(answer["error"])} ${messages}`.trim(),
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, text]) => [key, scalarOf(text)]));
}
