import {
  BLOCK_LIMITS,
  type BlockLimits,
  ELEMENT_LIMITS,
  HOME_LIMITS,
  MAX_BLOCKS,
  MAX_CHARTS,
  MAX_HOME_BYTES,
  MAX_ID_CHARS,
  MAX_MARKDOWN_CHARS,
  MAX_MESSAGE_CHARS,
  MODAL_LIMITS,
  type Surface,
} from "./block-limits.ts";
import { codePoints, type Fields, fieldsOf, isFields, itemsOf, objectsOf, textOf } from "./fields.ts";

/** Slack's answer to blocks it will not take: the error code, and where and why for each fault. */
export interface BlockRefusal {
  error: string;
  messages: readonly string[];
}

interface Found {
  pointer: string;
  value: unknown;
}

/** What is wrong with a message's blocks and those of its attachments; undefined when Slack would take them. */
export function refuseMessage(blocks: unknown, attachments: unknown): BlockRefusal | undefined {
  const groups = [
    { pointer: "/blocks", blocks },
    ...objectsOf(attachments).map((attachment, index) => ({
      pointer: `/attachments/${index}/blocks`,
      blocks: attachment["blocks"],
    })),
  ].filter((group) => group.blocks !== undefined);
  const problems = groups.flatMap((group) => blockProblems(group.blocks, group.pointer, "message"));
  if (problems.length > 0) return { error: "invalid_blocks", messages: problems };
  const all = groups.flatMap((group) => objectsOf(group.blocks));
  if (countOf(all, "table") + countOf(all, "data_table") > 1) {
    return { error: "invalid_attachments", messages: ["[ERROR] only_one_table_allowed"] };
  }
  if (countOf(all, "data_visualization") > MAX_CHARTS) {
    return {
      error: "invalid_blocks",
      messages: [`[ERROR] no more than ${MAX_CHARTS} data_visualization blocks`],
    };
  }
  const markdown = all.filter(({ type }) => type === "markdown").map((block) => textOf(block["text"]));
  if (codePoints(markdown.join("")) > MAX_MARKDOWN_CHARS || textLength(all) > MAX_MESSAGE_CHARS) {
    return { error: "msg_blocks_too_long", messages: [`[ERROR] blocks hold ${textLength(all)} characters`] };
  }
  return undefined;
}

/** What is wrong with a view; undefined when Slack would take it. */
export function refuseView(view: unknown): BlockRefusal | undefined {
  const fields = fieldsOf(view);
  const surface = fields["type"] === "home" ? "home" : "modal";
  const problems = [
    ...limitProblems(fields, surface === "home" ? HOME_LIMITS : MODAL_LIMITS, "/view"),
    ...blockProblems(fields["blocks"], "/view/blocks", surface),
  ];
  if (
    surface === "modal" &&
    countOf(objectsOf(fields["blocks"]), "input") > 0 &&
    !isFields(fields["submit"])
  ) {
    problems.push(
      "[ERROR] missing required field: submit, as there is an input block [json-pointer:/view/submit]",
    );
  }
  if (surface === "home" && Buffer.byteLength(JSON.stringify(fields)) > MAX_HOME_BYTES) {
    problems.push(`[ERROR] must be less than ${MAX_HOME_BYTES} bytes [json-pointer:/view]`);
  }
  return problems.length > 0 ? { error: "invalid_arguments", messages: problems } : undefined;
}

function blockProblems(blocks: unknown, pointer: string, surface: Surface): string[] {
  if (!Array.isArray(blocks)) return [at("must be an array", pointer)];
  const problems: string[] = [];
  if (blocks.length > MAX_BLOCKS[surface])
    problems.push(at(`no more than ${MAX_BLOCKS[surface]} items allowed`, pointer));
  const seen = new Set<string>();
  for (const [index, block] of itemsOf(blocks).entries()) {
    const here = `${pointer}/${index}`;
    const fields = fieldsOf(block);
    const limits = BLOCK_LIMITS[textOf(fields["type"])];
    if (limits === undefined) {
      problems.push(at(`unsupported type: ${textOf(fields["type"]) || "none"}`, `${here}/type`));
      continue;
    }
    if (limits.surfaces && !limits.surfaces.includes(surface)) {
      problems.push(at(`${textOf(fields["type"])} is not allowed in a ${surface}`, here));
    }
    const id = textOf(fields["block_id"]);
    if (id !== "" && seen.has(id)) problems.push(at("block_id must be unique", `${here}/block_id`));
    seen.add(id);
    problems.push(...limitProblems(fields, limits, here), ...innerProblems(fields, here, surface));
  }
  return problems;
}

/** Everything inside a block that has a type of its own: text objects and elements, however deep. */
function innerProblems(value: unknown, pointer: string, surface: Surface): string[] {
  const inner = Array.isArray(value)
    ? itemsOf(value).map((item, index): Found => ({ pointer: `${pointer}/${index}`, value: item }))
    : Object.entries(fieldsOf(value)).map(
        ([key, member]): Found => ({ pointer: `${pointer}/${key}`, value: member }),
      );
  return inner.flatMap((found) => {
    const fields = fieldsOf(found.value);
    const type = textOf(fields["type"]);
    const limits = ELEMENT_LIMITS[type];
    const problems = limits === undefined ? [] : limitProblems(fields, limits, found.pointer);
    if (limits?.surfaces && !limits.surfaces.includes(surface)) {
      problems.push(at(`${type} is not allowed in a ${surface}`, found.pointer));
    }
    if (
      (type === "mrkdwn" || type === "plain_text" || type === "raw_text") &&
      textOf(fields["text"]) === ""
    ) {
      problems.push(at("must be more than 0 characters", `${found.pointer}/text`));
    }
    return [...problems, ...innerProblems(found.value, found.pointer, surface)];
  });
}

function limitProblems(fields: Fields, limits: BlockLimits, pointer: string): string[] {
  const problems: string[] = [];
  for (const path of limits.required ?? []) {
    if (find(fields, path, pointer).every(({ value }) => isAbsent(value))) {
      problems.push(at(`missing required field: ${path}`, pointer));
    }
  }
  if (limits.oneOf?.every((name) => isAbsent(fields[name]))) {
    problems.push(at(`missing required field: one of ${limits.oneOf.join(", ")}`, pointer));
  }
  const maxChars = { block_id: MAX_ID_CHARS, action_id: MAX_ID_CHARS, ...limits.maxChars };
  for (const [path, max] of Object.entries(maxChars)) {
    for (const found of find(fields, path, pointer)) {
      if (typeof found.value === "string" && codePoints(found.value) > max) {
        problems.push(at(`must be less than ${max + 1} characters`, found.pointer));
      }
    }
  }
  for (const [path, max] of Object.entries(limits.maxItems ?? {})) {
    for (const found of find(fields, path, pointer)) {
      if (itemsOf(found.value).length > max)
        problems.push(at(`no more than ${max} items allowed`, found.pointer));
    }
  }
  return problems;
}

function find(value: unknown, path: string, pointer: string): readonly Found[] {
  let found: readonly Found[] = [{ pointer, value }];
  for (const step of path.split(".")) {
    const name = step.replaceAll("[]", "");
    found = found.map((one) => ({ pointer: `${one.pointer}/${name}`, value: fieldsOf(one.value)[name] }));
    if (step.endsWith("[]")) {
      found = found.flatMap((one) =>
        itemsOf(one.value).map((item, index) => ({ pointer: `${one.pointer}/${index}`, value: item })),
      );
    }
  }
  return found;
}

function isAbsent(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function at(problem: string, pointer: string): string {
  return `[ERROR] ${problem} [json-pointer:${pointer}]`;
}

function countOf(blocks: readonly Fields[], type: string): number {
  return blocks.filter((block) => block["type"] === type).length;
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return itemsOf(value).reduce<number>((sum, item) => sum + textLength(item), 0);
  return Object.entries(fieldsOf(value)).reduce(
    (sum, [key, member]) =>
      sum + (key === "text" && typeof member === "string" ? codePoints(member) : textLength(member)),
    0,
  );
}
