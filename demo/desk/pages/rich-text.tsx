import { type ReactNode, useContext } from "react";
import { type Fields, fieldsOf, objectsOf, textOf } from "../fields.ts";
import { emojiOf } from "./emoji.ts";
import { keyed } from "./keyed.tsx";
import { ChannelLink, SafeLink, SlackDate } from "./mrkdwn.tsx";
import { type Names, NamesContext } from "./names.tsx";

/** A rich_text block: sections, lists, quotes and preformatted text. */
export function RichText({ block }: { block: Fields }): ReactNode {
  const names = useContext(NamesContext);
  return (
    <div className="rich-text">{keyed(objectsOf(block["elements"]), (part) => renderPart(part, names))}</div>
  );
}

function renderPart(part: Fields, names: Names): ReactNode {
  const children = objectsOf(part["elements"]);
  switch (part["type"]) {
    case "rich_text_list": {
      const items = keyed(children, (item) => <li>{renderPart(item, names)}</li>);
      const indent = { marginLeft: `${Number(part["indent"] ?? 0) * 20}px` };
      return part["style"] === "ordered" ? <ol style={indent}>{items}</ol> : <ul style={indent}>{items}</ul>;
    }
    case "rich_text_quote":
      return <blockquote>{renderInline(children, names)}</blockquote>;
    case "rich_text_preformatted":
      return <pre className="code-block">{renderInline(children, names)}</pre>;
    default:
      return <span className="rich-section">{renderInline(children, names)}</span>;
  }
}

function renderInline(elements: readonly Fields[], names: Names): ReactNode {
  return keyed(elements, (element) => withStyle(renderElement(element, names), fieldsOf(element["style"])));
}

function renderElement(element: Fields, names: Names): ReactNode {
  switch (element["type"]) {
    case "text":
      return textOf(element["text"]);
    case "link": {
      const url = textOf(element["url"]);
      return <SafeLink href={url}>{textOf(element["text"]) || url}</SafeLink>;
    }
    case "user":
      return <span className="mention">@{names.userName(textOf(element["user_id"]))}</span>;
    case "channel":
      return <ChannelLink id={textOf(element["channel_id"])} names={names} />;
    case "usergroup":
      return <span className="mention">@group</span>;
    case "broadcast":
      return <span className="mention broad">@{textOf(element["range"])}</span>;
    case "emoji":
      return <span className="emoji">{emojiOf(textOf(element["name"]))}</span>;
    case "date": {
      const { timestamp, format, fallback } = element;
      return (
        <SlackDate
          unix={Number(timestamp)}
          format={textOf(format)}
          fallback={textOf(fallback)}
          href={undefined}
          names={names}
        />
      );
    }
    case "color":
      return textOf(element["value"]);
    default:
      return null;
  }
}

function withStyle(node: ReactNode, style: Fields): ReactNode {
  let styled = node;
  if (style["code"] === true) styled = <code>{styled}</code>;
  if (style["strike"] === true) styled = <s>{styled}</s>;
  if (style["italic"] === true) styled = <i>{styled}</i>;
  if (style["bold"] === true) styled = <b>{styled}</b>;
  return styled;
}
