import { answered, OK } from "./bot-answer.ts";
import type { BotClient, BotReply } from "./bot-client.ts";
import { createAskerBook } from "./create-asker-book.ts";
import type { BotAnswer, ClickInput, CommandInput, DeskMessage } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { actionOf, findElement, stateValues } from "./element-state.ts";
import { createEventInteractions, type EventInteractions } from "./event-interactions.ts";
import { type Fields, isFields, jsonOf, objectsOf } from "./fields.ts";
import { readMessage } from "./history.ts";
import { createModalInteractions, type ModalInteractions } from "./modal-interactions.ts";
import { messageActionPayload, slashCommandForm, viewActionPayload } from "./payloads.ts";
import { respond } from "./respond.ts";

/** What people at the desk can do to the bot. */
export interface Interactions extends ModalInteractions, EventInteractions {
  runCommand(input: CommandInput): Promise<BotAnswer>;
  click(input: ClickInput): Promise<BotAnswer>;
}

/** Turns what a person does into what Slack sends, and the bot's answer into what the person sees. */
export function createInteractions(state: DeskState, bot: BotClient): Interactions {
  const { views, ephemerals, responseUrls, history } = state;
  const askers = createAskerBook(state);

  async function runCommand({ command, text, channelId, userId }: CommandInput): Promise<BotAnswer> {
    const user = askers.userOf(userId);
    const target = { channelId, userId, source: undefined };
    const form = slashCommandForm(
      { user, triggerId: await askers.triggerFor(userId) },
      {
        command,
        text,
        channelId,
        channelName: askers.channelName(channelId),
        responseUrl: responseUrls.issue(target),
      },
    );
    const reply = await bot.sendForm(form);
    if (!reply.isOk) {
      const problem = `${command} failed with the error "${reply.code}"`;
      ephemerals.add({
        channelId,
        toUserId: userId,
        fromUserId: "USLACKBOT",
        content: { text: problem },
        now: state.clock(),
      });
      state.feed.announce();
      return { isOk: false, code: reply.code, problem };
    }
    if (reply.body.trim() !== "") {
      const content = jsonOf(reply.body);
      await respond(state, target, isFields(content) ? content : { text: reply.body });
    }
    return OK;
  }

  async function findSource(
    channelId: string,
    ts: string,
  ): Promise<{ source: DeskMessage; message: Fields | undefined } | undefined> {
    const ephemeral = ephemerals.find(channelId, ts);
    if (ephemeral) return { source: ephemeral, message: undefined };
    const message = await history.find(channelId, ts);
    return message && { source: readMessage(message, channelId), message };
  }

  async function click(input: ClickInput): Promise<BotAnswer> {
    const { userId, actionId, blockId, answers = {} } = input;
    const user = askers.userOf(userId);
    const actionTs = String(state.clock().getTime() / 1000);
    const gone: BotAnswer = {
      isOk: false,
      code: "not_found",
      problem: `There is no "${actionId}" to press there any more.`,
    };
    if (input.viewId !== undefined) {
      const held = views.find(input.viewId);
      const blocks = objectsOf(held?.view["blocks"]);
      const placed = findElement(blocks, actionId, blockId);
      if (held === undefined || placed === undefined) return gone;
      const triggerId = await askers.triggerFor(userId);
      const given = {
        ...answers,
        ...(input.value === undefined ? {} : { [`${placed.blockId} ${actionId}`]: input.value }),
      };
      const action = actionOf(placed, input.value, actionTs);
      return answered(
        await interact(
          viewActionPayload(
            { user, triggerId },
            { view: held.view, values: stateValues(blocks, given), action },
          ),
        ),
      );
    }
    const channelId = input.channelId ?? "";
    const found = await findSource(channelId, input.messageTs ?? "");
    const blocks = found ? blocksOf(found.source) : [];
    const placed = findElement(blocks, actionId, blockId);
    if (found === undefined || placed === undefined) return gone;
    const { source, message } = found;
    const isEphemeral = source.ephemeralTo !== undefined;
    const responseUrl = responseUrls.issue({
      channelId,
      userId,
      source: { ts: source.ts, isEphemeral, threadTs: source.threadTs },
    });
    const given = {
      ...answers,
      ...(input.value === undefined ? {} : { [`${placed.blockId} ${actionId}`]: input.value }),
    };
    const payload = messageActionPayload(
      { user, triggerId: await askers.triggerFor(userId) },
      {
        source,
        message,
        channelName: askers.channelName(channelId),
        responseUrl,
        values: stateValues(blocks, given),
        action: actionOf(placed, input.value, actionTs),
      },
    );
    return answered(await interact(payload));
  }

  function interact(payload: Fields): Promise<BotReply> {
    return bot.sendForm({ payload: JSON.stringify(payload) });
  }

  return {
    ...createModalInteractions(state, bot, askers),
    ...createEventInteractions(state, bot),
    runCommand,
    click,
  };
}

/** All blocks of a message, those of its attachments included. */
function blocksOf(message: DeskMessage): readonly Fields[] {
  return [...message.blocks, ...message.attachments.flatMap((attachment) => objectsOf(attachment["blocks"]))];
}
