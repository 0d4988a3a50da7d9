import { type ReactNode, useContext } from "react";
import { emojiOf } from "./emoji.ts";
import { keyed } from "./keyed.tsx";
import { type Names, NamesContext } from "./names.tsx";
import { formatSlackDate } from "./slack-date.ts";

const INLINE =
  /`(?<code>[^`\n]+)`|<(?<angle>[^<>\n]+)>|:(?<emoji>[a-z0-9_+-]+(?:::skin-tone-\d)?):|(?<![\w*])\*(?=\S)(?<bold>[^*\n]*[^*\s])\*(?![\w*])|(?<![\w_])_(?=\S)(?<italic>[^_\n]*[^_\s])_(?![\w_])|(?<![\w~])~(?=\S)(?<struck>[^~\n]*[^~\s])~(?![\w~])/g;
const QUOTE = /^(?:>|&gt;)\s?/;

/** Slack's mrkdwn as elements. Everything that is not markup is text, and React escapes it. */
export function Mrkdwn({ text }: { text: string }): ReactNode {
  const names = useContext(NamesContext);
  return keyed(text.split(/```\n?([\s\S]*?)\n?```\n?/), (part, index) =>
    index % 2 === 1 ? <pre className="code-block">{decode(part)}</pre> : <Lines text={part} names={names} />,
  );
}

function Lines({ text, names }: { text: string; names: Names }): ReactNode {
  const groups: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text === "" ? [] : text.split("\n")) {
    const isQuote = QUOTE.test(line);
    const last = groups.at(-1);
    const bare = isQuote ? line.replace(QUOTE, "") : line;
    if (last?.isQuote === isQuote) last.lines.push(bare);
    else groups.push({ isQuote, lines: [bare] });
  }
  return keyed(groups, ({ isQuote, lines }) => {
    const content = keyed(lines, (line, index) => (
      <>
        {index > 0 && <br />}
        {inline(line, names)}
      </>
    ));
    return isQuote ? <blockquote>{content}</blockquote> : content;
  });
}

function inline(text: string, names: Names): ReactNode {
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(end, match.index)));
    end = match.index + match[0].length;
    const { code, angle, emoji, bold, italic, struck } = match.groups ?? {};
    if (code !== undefined) nodes.push(<code>{decode(code)}</code>);
    else if (angle !== undefined) nodes.push(reference(angle, names));
    else if (emoji !== undefined) nodes.push(<span className="emoji">{emojiOf(emoji)}</span>);
    else if (bold !== undefined) nodes.push(<b>{inline(bold, names)}</b>);
    else if (italic !== undefined) nodes.push(<i>{inline(italic, names)}</i>);
    else if (struck !== undefined) nodes.push(<s>{inline(struck, names)}</s>);
  }
  nodes.push(decode(text.slice(end)));
  return keyed(nodes, (node) => node);
}

/** What stands between angle brackets: a mention, a date, or a link. */
function reference(inside: string, names: Names): ReactNode {
  const [target, label] = splitOnce(inside, "|");
  if (target.startsWith("@")) return <span className="mention">@{names.userName(target.slice(1))}</span>;
  if (target.startsWith("#")) return <ChannelLink id={target.slice(1)} names={names} />;
  if (target.startsWith("!date^")) {
    const [, unix = "", format = "", href] = target.split("^");
    return <SlackDate unix={Number(unix)} format={format} fallback={label ?? ""} href={href} names={names} />;
  }
  if (target.startsWith("!subteam^")) return <span className="mention">{label ?? "@group"}</span>;
  if (target.startsWith("!")) return <span className="mention broad">@{target.slice(1)}</span>;
  return (
    <SafeLink href={decode(target)}>{label === undefined ? decode(target) : inline(label, names)}</SafeLink>
  );
}

export function ChannelLink({ id, names }: { id: string; names: Names }): ReactNode {
  const href = names.channelHref(id);
  const name = `#${names.channelName(id)}`;
  return href === undefined ? (
    <span className="mention">{name}</span>
  ) : (
    <a className="mention" href={href}>
      {name}
    </a>
  );
}

interface SlackDateProps {
  unix: number;
  format: string;
  fallback: string;
  href: string | undefined;
  names: Names;
}

/** A time in the reader's own zone, or its fallback when it is not a valid time. */
export function SlackDate({ unix, format, fallback, href, names }: SlackDateProps): ReactNode {
  if (!Number.isFinite(unix) || Math.abs(unix) > 8.64e12) return fallback;
  const time = (
    <time dateTime={new Date(unix * 1000).toISOString()} title={fallback}>
      {formatSlackDate(unix, format, names.timeZone, names.now)}
    </time>
  );
  return href === undefined ? time : <SafeLink href={href}>{time}</SafeLink>;
}

/** A link that leaves for the web or mail, in a tab of its own; any other scheme stays text. */
export function SafeLink({ href, children }: { href: string; children: ReactNode }): ReactNode {
  const isSafe = URL.canParse(href) && ["http:", "https:", "mailto:"].includes(new URL(href).protocol);
  return isSafe ? (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  ) : (
    children
  );
}

function decode(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
