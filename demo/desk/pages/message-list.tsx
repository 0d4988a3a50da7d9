import { type ReactNode, useContext } from "react";
import type { DeskMessage } from "../desk.ts";
import { Message } from "./message.tsx";
import { NamesContext } from "./names.tsx";
import { dayIn, formatSlackDate } from "./slack-date.ts";

/** Messages closer together than this, by the same person, share one name and picture. In seconds. */
const FOLLOW_UP_SECONDS = 300;

interface MessageListProps {
  messages: readonly DeskMessage[];
  intro: string;
  threadHref: (ts: string) => string;
}

/** The messages of a channel, oldest first, with a line for each day. */
export function MessageList({ messages, intro, threadHref }: MessageListProps): ReactNode {
  const { timeZone, now } = useContext(NamesContext);
  return (
    <div className="scroll messages" data-live="messages" data-list="">
      <p className="intro" data-key="intro">
        This is the very beginning of <b>{intro}</b>.
      </p>
      {messages.flatMap((message, index) => {
        const before = messages[index - 1];
        const day = dayOf(message, timeZone);
        const isNewDay = before === undefined || dayOf(before, timeZone) !== day;
        const divider = (
          <div className="divider" key={day} data-key={day}>
            <span>{formatSlackDate(Number(message.ts), "{day_divider_pretty}", timeZone, now)}</span>
          </div>
        );
        const shown = (
          <Message
            key={message.ts}
            message={message}
            isFollowUp={!isNewDay && isFollowUp(before, message)}
            threadHref={threadHref(message.threadTs ?? message.ts)}
          />
        );
        return isNewDay ? [divider, shown] : [shown];
      })}
    </div>
  );
}

function isFollowUp(before: DeskMessage, message: DeskMessage): boolean {
  const isSameVoice = before.userId === message.userId && before.ephemeralTo === message.ephemeralTo;
  return isSameVoice && !message.isBroadcast && Number(message.ts) - Number(before.ts) < FOLLOW_UP_SECONDS;
}

function dayOf(message: DeskMessage, timeZone: string): string {
  return dayIn(new Date(Number(message.ts) * 1000), timeZone);
}
