import { RespondError, type RespondFn } from "@slack/bolt";
import { hasNativeBlocks, plainBlocks } from "../blocks/kit/plain-blocks.ts";
import type { PlainChannels } from "./plain-channels.ts";

type Answered = Awaited<ReturnType<RespondFn>>;

/**
 * Answers with charts and tables where Slack takes them; where it refuses them, the same figures follow as text, and the
 * channel is remembered.
 */
export function respondInPlain(
  respond: RespondFn,
  channelId: string,
  plainChannels: PlainChannels,
): RespondFn {
  return async (answer) => {
    if (typeof answer === "string" || !("blocks" in answer) || answer.blocks === undefined) {
      return respond(answer);
    }
    const { blocks } = answer;
    if (!hasNativeBlocks(blocks)) return respond(answer);
    const inPlain = { ...answer, blocks: plainBlocks(blocks) };
    if (plainChannels.has(channelId)) return respond(inPlain);
    try {
      return await refusalsThrown(await respond(answer));
    } catch (error) {
      if (!(error instanceof RespondError)) throw error;
      const response = await respond(inPlain);
      plainChannels.note(channelId);
      return response;
    }
  };
}

/** Slack may answer a refusal with status 200 and `"ok": false`. */
async function refusalsThrown(response: Answered): Promise<Answered> {
  const body = await response.text();
  if (/"ok"\s*:\s*false/.test(body)) throw new RespondError("Slack refused the answer", response.status);
  return response;
}
