import type { ReactNode } from "react";
import { type Block, Message } from "slack-blocks-to-jsx";
import { type Fields, fieldsOf, itemsOf, objectsOf, textObjectOf, textOf } from "../fields.ts";

/** Display-only blocks that slack-blocks-to-jsx draws well; what can be pressed it would render without its value. */
export function LibraryBlock({ block }: { block: Fields }): ReactNode {
  if (isDrawable(block)) return <Message blocks={[block]} withoutWrapper theme="light" name="" logo="" />;
  return <p className="unsupported">{fallbackText(block)}</p>;
}

/** Whether the block has the shape the library relies on: it was written for well-formed blocks. */
function isDrawable(block: unknown): block is Block {
  const fields = fieldsOf(block);
  switch (fields["type"]) {
    case "markdown":
      return typeof fields["text"] === "string";
    case "data_visualization": {
      const chart = fieldsOf(fields["chart"]);
      const parts = [...objectsOf(chart["series"]), ...objectsOf(chart["segments"])];
      return (
        parts.length > 0 && objectsOf(chart["series"]).every((series) => itemsOf(series["data"]).length > 0)
      );
    }
    case "plan":
      return objectsOf(fields["tasks"]).length > 0;
    case "task_card":
      return typeof fields["title"] === "string";
    default:
      return false;
  }
}

function fallbackText(block: Fields): string {
  const said = textObjectOf(block["title"]) || textObjectOf(block["text"]) || textOf(block["alt_text"]);
  return `[${textOf(block["type"]) || "block"}] ${said}`;
}
