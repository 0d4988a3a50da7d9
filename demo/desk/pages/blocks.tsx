import type { ReactNode } from "react";
import {
  type Fields,
  fieldsOf,
  isFields,
  itemsOf,
  objectsOf,
  scalarOf,
  textObjectOf,
  textOf,
} from "../fields.ts";
import { Element } from "./element.tsx";
import { keyed } from "./keyed.tsx";
import { LibraryBlock } from "./library-block.tsx";
import { Mrkdwn } from "./mrkdwn.tsx";
import { RichText } from "./rich-text.tsx";
import { Text } from "./text.tsx";

/** Blocks one under the other. */
export function Blocks({ blocks }: { blocks: readonly Fields[] }): ReactNode {
  return (
    <div className="blocks">
      {keyed(blocks, (block) => (
        <Block block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: Fields }): ReactNode {
  const blockId = textOf(block["block_id"]);
  switch (block["type"]) {
    case "header":
      return (
        <h3 className="block-header">
          <Text of={block["text"]} />
        </h3>
      );
    case "divider":
      return <hr />;
    case "section":
      return <Section block={block} blockId={blockId} />;
    case "context":
      return <div className="block-context">{keyed(objectsOf(block["elements"]), renderContext)}</div>;
    case "actions":
    case "context_actions":
      return <div className="block-actions">{renderElements(block["elements"], blockId)}</div>;
    case "input":
      return <Input block={block} blockId={blockId} />;
    case "image":
      return <Image block={block} />;
    case "rich_text":
      return <RichText block={block} />;
    case "table":
    case "data_table":
      return <Table block={block} />;
    case "card":
      return <Card block={block} blockId={blockId} />;
    case "carousel":
      return (
        <div className="carousel">
          {keyed(objectsOf(block["elements"]), (card) => (
            <Block block={card} />
          ))}
        </div>
      );
    case "container":
      return (
        <section className="card">
          <Text of={block["title"]} />
          <Blocks blocks={objectsOf(block["child_blocks"])} />
        </section>
      );
    case "alert":
      return (
        <p className={`alert ${textOf(block["level"])}`} role="status">
          <Text of={block["text"]} />
        </p>
      );
    default:
      return <LibraryBlock block={block} />;
  }
}

function Section({ block, blockId }: { block: Fields; blockId: string }): ReactNode {
  const accessory = block["accessory"];
  const fields = objectsOf(block["fields"]);
  return (
    <div className="block-section">
      <div className="section-text">
        {isFields(block["text"]) && <Text of={block["text"]} />}
        {fields.length > 0 && (
          <div className="section-fields">
            {keyed(fields, (field) => (
              <div>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isFields(accessory) && <div className="section-accessory">{renderElements([accessory], blockId)}</div>}
    </div>
  );
}

function Input({ block, blockId }: { block: Fields; blockId: string }): ReactNode {
  const label = textObjectOf(block["label"]);
  const isOptional = block["optional"] === true;
  return (
    <div className="block-input" data-input-block={blockId}>
      <div className="input-label">
        <Text of={block["label"]} /> {isOptional && <span className="optional">(optional)</span>}
      </div>
      <Element
        element={fieldsOf(block["element"])}
        blockId={blockId}
        isDispatched={block["dispatch_action"] === true}
        label={label}
        isRequired={!isOptional}
      />
      {isFields(block["hint"]) && (
        <p className="hint">
          <Text of={block["hint"]} />
        </p>
      )}
      <p className="field-error" role="alert" hidden />
    </div>
  );
}

function Image({ block }: { block: Fields }): ReactNode {
  return (
    <figure className="block-image">
      {isFields(block["title"]) && (
        <figcaption>
          <Text of={block["title"]} />
        </figcaption>
      )}
      <Picture of={block} />
    </figure>
  );
}

function Picture({ of }: { of: Fields }): ReactNode {
  return (
    <img
      src={textOf(of["image_url"]) || undefined}
      alt={textOf(of["alt_text"])}
      referrerPolicy="no-referrer"
    />
  );
}

/** Rows of cells; the first row is the head. */
function Table({ block }: { block: Fields }): ReactNode {
  const rows = itemsOf(block["rows"]).map((row) => objectsOf(row));
  const aligns = objectsOf(block["column_settings"]).map((column) => textOf(column["align"]));
  const [head = [], ...body] = rows;
  const cells = (row: readonly Fields[], isHead: boolean) =>
    keyed(row, (cell, index) => {
      const align = aligns[index] || (cell["type"] === "raw_number" ? "right" : "left");
      return isHead ? (
        <th className={align}>{renderCell(cell)}</th>
      ) : (
        <td className={align}>{renderCell(cell)}</td>
      );
    });
  return (
    <div className="table-scroll">
      <table className="block-table">
        {textOf(block["caption"]) !== "" && <caption>{textOf(block["caption"])}</caption>}
        <thead>
          <tr>{cells(head, true)}</tr>
        </thead>
        <tbody>
          {keyed(body, (row) => (
            <tr>{cells(row, false)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderCell(cell: Fields): ReactNode {
  if (cell["type"] === "rich_text") return <RichText block={cell} />;
  return textOf(cell["text"]) || scalarOf(cell["value"]);
}

function Card({ block, blockId }: { block: Fields; blockId: string }): ReactNode {
  const hero = block["hero_image"];
  return (
    <section className="card">
      {isFields(hero) && <Picture of={hero} />}
      <strong>
        <Text of={block["title"]} />
      </strong>
      <small>
        <Text of={block["subtitle"]} />
      </small>
      {isFields(block["body"]) && (
        <div>
          <Text of={block["body"]} />
        </div>
      )}
      <div className="block-actions">{renderElements(block["actions"], blockId)}</div>
    </section>
  );
}

function renderContext(element: Fields): ReactNode {
  return element["type"] === "image" ? (
    <Picture of={element} />
  ) : (
    <span>
      <Text of={element} />
    </span>
  );
}

function renderElements(elements: unknown, blockId: string): ReactNode {
  return keyed(objectsOf(elements), (element) =>
    element["type"] === "image" ? (
      <Picture of={element} />
    ) : element["type"] === "mrkdwn" ? (
      <Mrkdwn text={textOf(element["text"])} />
    ) : (
      <Element element={element} blockId={blockId} isDispatched />
    ),
  );
}
