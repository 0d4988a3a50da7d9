import { type ReactNode, useContext } from "react";
import type { DeskMessage } from "../desk.ts";
import { WORKSPACE } from "../emulator.ts";
import { type Fields, objectsOf, textOf } from "../fields.ts";
import { Avatar } from "./avatar.tsx";
import { Blocks } from "./blocks.tsx";
import { keyed } from "./keyed.tsx";
import { Mrkdwn, SafeLink } from "./mrkdwn.tsx";
import { NamesContext } from "./names.tsx";
import { formatSlackDate } from "./slack-date.ts";
import { Text } from "./text.tsx";

interface MessageProps {
  message: DeskMessage;
  /** Says the same person's next words without name and picture. */
  isFollowUp: boolean;
  /** Where the thread opens; undefined inside a thread. */
  threadHref: string | undefined;
}

/** One message of a channel or thread. */
export function Message({ message, isFollowUp, threadHref }: MessageProps): ReactNode {
  const names = useContext(NamesContext);
  const unix = Number(message.ts);
  const isBot = message.userId === WORKSPACE.botUserId;
  const time = formatSlackDate(unix, "{time}", names.timeZone, names.now);
  const isEphemeral = message.ephemeralTo !== undefined;
  return (
    <article
      className={`message ${isFollowUp ? "follow-up" : ""} ${isEphemeral ? "ephemeral" : ""}`}
      data-key={message.ts}
      data-channel={message.channelId}
      data-ts={message.ts}
      aria-label={`Message from ${names.userName(message.userId)} at ${time}`}
    >
      <div className="gutter">
        {isFollowUp ? (
          <time className="small-time">{time.replace(/ [AP]M/, "")}</time>
        ) : (
          <Avatar userId={message.userId} />
        )}
      </div>
      <div className="message-body">
        {isEphemeral && (
          <p className="only-you">
            <EyeIcon /> Only visible to you
          </p>
        )}
        {message.isBroadcast && threadHref !== undefined && (
          <p className="replied">
            replied to a <a href={threadHref}>thread</a>
          </p>
        )}
        {!isFollowUp && (
          <p className="byline">
            <b>{names.userName(message.userId)}</b>
            {(isBot || message.userId === "USLACKBOT") && <span className="badge">APP</span>}
            <time dateTime={new Date(unix * 1000).toISOString()}>{time}</time>
          </p>
        )}
        <Content message={message} />
        {message.replyCount > 0 && threadHref !== undefined && (
          <a className="replies" href={threadHref}>
            {message.replyCount === 1 ? "1 reply" : `${message.replyCount} replies`} <span>View thread</span>
          </a>
        )}
      </div>
      {threadHref !== undefined && !isEphemeral && (
        <a className="hover-action" href={threadHref} aria-label="Reply in thread">
          <BubbleIcon />
        </a>
      )}
    </article>
  );
}

function EyeIcon(): ReactNode {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M1.5 10S4.6 4.5 10 4.5 18.5 10 18.5 10 15.4 15.5 10 15.5 1.5 10 1.5 10z" />
      <circle cx="10" cy="10" r="2.6" />
    </svg>
  );
}

function BubbleIcon(): ReactNode {
  return (
    <svg
      viewBox="0 0 20 20"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <path d="M10 3.5c-4.3 0-7.5 2.7-7.5 6.2 0 1.9.9 3.5 2.4 4.7l-.5 2.6 3-1.4c.8.2 1.7.3 2.6.3 4.3 0 7.5-2.7 7.5-6.2S14.3 3.5 10 3.5z" />
    </svg>
  );
}

function Content({ message }: { message: DeskMessage }): ReactNode {
  const edited = message.isEdited && <span className="edited"> (edited)</span>;
  return (
    <>
      {message.blocks.length > 0 ? (
        <Blocks blocks={message.blocks} />
      ) : (
        message.text !== "" && (
          <div className="message-text">
            <Mrkdwn text={message.text} />
            {edited}
          </div>
        )
      )}
      {keyed(message.attachments, (attachment) => (
        <Attachment attachment={attachment} />
      ))}
      {keyed(message.files, (file) => (
        <File file={file} />
      ))}
    </>
  );
}

const NAMED_COLORS: Readonly<Record<string, string>> = {
  good: "#2eb67d",
  warning: "#ecb22e",
  danger: "#e01e5a",
};

function Attachment({ attachment }: { attachment: Fields }): ReactNode {
  const given = textOf(attachment["color"]);
  const color =
    NAMED_COLORS[given] ?? (/^#?[0-9a-f]{3,8}$/i.test(given) ? `#${given.replace("#", "")}` : "#dddddd");
  const title = textOf(attachment["title"]);
  return (
    <div className="attachment" style={{ borderLeftColor: color }}>
      <Mrkdwn text={textOf(attachment["pretext"])} />
      {title !== "" && (
        <b>
          <SafeLink href={textOf(attachment["title_link"])}>{title}</SafeLink>
        </b>
      )}
      {attachment["blocks"] === undefined ? (
        <Mrkdwn text={textOf(attachment["text"]) || textOf(attachment["fallback"])} />
      ) : (
        <Blocks blocks={objectsOf(attachment["blocks"])} />
      )}
      {keyed(objectsOf(attachment["fields"]), (field) => (
        <div>
          <b>{textOf(field["title"])}</b> <Text of={{ type: "mrkdwn", text: textOf(field["value"]) }} />
        </div>
      ))}
      {textOf(attachment["footer"]) !== "" && <small>{textOf(attachment["footer"])}</small>}
    </div>
  );
}

function File({ file }: { file: Fields }): ReactNode {
  const name = textOf(file["name"]) || "file";
  const href = `/files/${encodeURIComponent(textOf(file["id"]))}/${encodeURIComponent(name)}`;
  return (
    <div className="file">
      <span className="file-icon" aria-hidden="true">
        {textOf(file["filetype"]).slice(0, 4).toUpperCase() || "FILE"}
      </span>
      <span className="file-text">
        <b>{textOf(file["title"]) || name}</b>
        <small>
          {textOf(file["pretty_type"])} · {formatBytes(Number(file["size"] ?? 0))}
        </small>
      </span>
      <a className="button" href={href} download={name} aria-label={`Download ${name}`}>
        Download
      </a>
    </div>
  );
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
