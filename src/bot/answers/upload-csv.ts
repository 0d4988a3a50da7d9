import { escapeText } from "../blocks/kit/text.ts";
import type { CommandCall } from "../requests/slash-command.ts";

/** Sends a CSV file to the person who asked, or shares it in the channel, and says where it is. */
export async function uploadCsv(
  { payload, words, client, respond }: CommandCall,
  file: {
    readonly name: string;
    readonly title: string;
    readonly comment: string;
    readonly content: string;
  },
): Promise<void> {
  const channel = words.share ? payload.channel_id : await openDirectMessage(client, payload.user_id);
  await client.filesUploadV2({
    channel_id: channel,
    filename: file.name,
    title: file.title,
    content: file.content,
    initial_comment: escapeText(file.comment, 600),
  });
  await respond({
    response_type: "ephemeral",
    text: words.share ? "The file is in this channel." : "The file is in your direct messages with me.",
  });
}

async function openDirectMessage(client: CommandCall["client"], userId: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: userId });
  if (channel?.id === undefined) throw new TypeError("conversations.open answered without a channel");
  return channel.id;
}
