/** Slack's limits on blocks and views, in UTF-16 units (stricter than Slack's own count), and a check against them. */

const LIMITS = {
  message: { blocks: 50, text: 4000, total: 12_000 },
  modal: { blocks: 100, title: 24, metadata: 3000 },
  home: { blocks: 100, bytes: 250_000 },
  id: 255,
  header: 150,
  text: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  optionText: 75,
  optionValue: 150,
  options: 100,
  radioOptions: 10,
  overflowOptions: 5,
  placeholder: 150,
  label: 2000,
  charts: 2,
  chartTitle: 50,
  chartName: 20,
  chartSeries: 6,
  chartPoints: 20,
  tableRows: 101,
  tableColumns: 20,
  tableText: 10_000,
  confirm: { title: 100, text: 300, button: 30 },
} as const;

/** Where blocks are shown. */
export type Surface = "message" | "modal" | "home";

const BLOCKS_OF: Readonly<Record<Surface, readonly string[]>> = {
  message: [
    "header",
    "section",
    "context",
    "actions",
    "divider",
    "image",
    "input",
    "rich_text",
    "table",
    "data_table",
    "data_visualization",
  ],
  modal: ["header", "section", "context", "actions", "divider", "image", "input", "rich_text"],
  home: ["header", "section", "context", "actions", "divider", "image", "input", "rich_text"],
};

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** Everything Slack would refuse in a message, one sentence each. */
export function messageProblems(message: { text?: unknown; blocks?: unknown }): string[] {
  const problems = new Problems();
  problems.size("text", message.text, LIMITS.message.text);
  const blocks = list(message.blocks);
  checkBlocks(blocks, "message", problems);
  const charts = blocks.filter(({ type }) => type === "data_visualization").length;
  problems.expect(charts <= LIMITS.charts, `${charts} charts, allowed ${LIMITS.charts}`);
  const tables = blocks.filter(({ type }) => type === "table" || type === "data_table").length;
  problems.expect(tables <= 1, `${tables} tables, allowed one`);
  const total = textsOf(blocks.filter(({ type }) => type !== "data_table")).reduce(
    (sum, text) => sum + text.length,
    0,
  );
  problems.expect(total <= LIMITS.message.total, `texts together exceed ${LIMITS.message.total}`);
  return problems.found;
}

/** Everything Slack would refuse in a modal or App Home. */
export function viewProblems(value: unknown): string[] {
  const problems = new Problems();
  if (!isJson(value)) return ["not an object"];
  const view = value;
  const blocks = list(view["blocks"]);
  if (view["type"] === "home") {
    checkBlocks(blocks, "home", problems);
    problems.expect(Buffer.byteLength(JSON.stringify(view)) <= LIMITS.home.bytes, "home is too large");
    return problems.found;
  }
  problems.expect(view["type"] === "modal", "neither modal nor home");
  checkBlocks(blocks, "modal", problems);
  checkText(view["title"], "title", LIMITS.modal.title, problems, "plain_text");
  for (const name of ["submit", "close"]) {
    if (view[name] !== undefined) checkText(view[name], name, LIMITS.modal.title, problems, "plain_text");
  }
  if (view["private_metadata"] !== undefined)
    problems.size("private_metadata", view["private_metadata"], LIMITS.modal.metadata);
  const hasInput = blocks.some(({ type }) => type === "input");
  problems.expect(!hasInput || view["submit"] !== undefined, "inputs without submit");
  return problems.found;
}

class Problems {
  readonly found: string[] = [];

  expect(holds: boolean, problem: string): void {
    if (!holds) this.found.push(problem);
  }

  size(where: string, value: unknown, max: number, min = 1): void {
    const length = typeof value === "string" ? value.length : -1;
    this.expect(
      length >= min && length <= max,
      `${where} has ${length} characters, allowed ${min} to ${max}`,
    );
  }
}

function checkBlocks(blocks: readonly Json[], surface: Surface, problems: Problems): void {
  const max = surface === "message" ? LIMITS.message.blocks : LIMITS[surface].blocks;
  problems.expect(blocks.length > 0 && blocks.length <= max, `${blocks.length} blocks, allowed 1 to ${max}`);
  const ids = blocks.map((block) => block["block_id"]).filter((id) => id !== undefined);
  problems.expect(new Set(ids).size === ids.length, "a block_id occurs twice");
  blocks.forEach((block, index) => {
    const where = `${surface} block ${index} (${String(block["type"])})`;
    problems.expect(BLOCKS_OF[surface].includes(String(block["type"])), `${where} is not allowed there`);
    if (block["block_id"] !== undefined) problems.size(`${where} block_id`, block["block_id"], LIMITS.id);
    checkBlock(block, where, problems);
  });
}

function checkBlock(block: Json, where: string, problems: Problems): void {
  switch (block["type"]) {
    case "header":
      checkText(block["text"], where, LIMITS.header, problems, "plain_text");
      return;
    case "section": {
      const fields = list(block["fields"]);
      problems.expect(
        block["text"] !== undefined || fields.length > 0,
        `${where} has neither text nor fields`,
      );
      if (block["text"] !== undefined) checkText(block["text"], where, LIMITS.text, problems);
      problems.expect(fields.length <= LIMITS.fields, `${where} has ${fields.length} fields`);
      for (const field of fields) checkText(field, `${where} field`, LIMITS.field, problems);
      if (isJson(block["accessory"])) checkElement(block["accessory"], `${where} accessory`, problems);
      return;
    }
    case "context": {
      const elements = list(block["elements"]);
      problems.expect(
        elements.length > 0 && elements.length <= LIMITS.contextElements,
        `${where} has ${elements.length} elements`,
      );
      for (const element of elements) checkText(element, where, LIMITS.text, problems);
      return;
    }
    case "actions": {
      const elements = list(block["elements"]);
      problems.expect(
        elements.length > 0 && elements.length <= LIMITS.actions,
        `${where} has ${elements.length} elements`,
      );
      const ids = elements.map((element) => element["action_id"]);
      problems.expect(new Set(ids).size === ids.length, `${where}: an action_id occurs twice`);
      for (const element of elements) checkElement(element, where, problems);
      return;
    }
    case "input":
      checkText(block["label"], `${where} label`, LIMITS.label, problems, "plain_text");
      if (block["hint"] !== undefined)
        checkText(block["hint"], `${where} hint`, LIMITS.label, problems, "plain_text");
      if (isJson(block["element"])) checkElement(block["element"], where, problems);
      else problems.found.push(`${where} has no element`);
      return;
    case "data_visualization":
      checkChart(block, where, problems);
      return;
    case "data_table":
      checkDataTable(block, where, problems);
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
function checkChart(block: Json, where: string, problems: Problems): void {
  problems.size(`${where} title`, block["title"], LIMITS.chartTitle);
  const chart = isJson(block["chart"]) ? block["chart"] : {};
  const segments = list(chart["segments"]);
  const series = list(chart["series"]);
  const checkPoint = (point: Json, isPart: boolean) => {
    problems.size(`${where} label`, point["label"], LIMITS.chartName);
    const value = point["value"];
    const isRight = typeof value === "number" && Number.isFinite(value) && (!isPart || value > 0);
    problems.expect(isRight, `${where} plots ${String(value)}`);
  };
  if (chart["type"] === "pie") {
    problems.expect(segments.length >= 1 && segments.length <= LIMITS.chartSeries, `${where} segments`);
    for (const segment of segments) checkPoint(segment, true);
    return;
  }
  problems.expect(["line", "bar", "area"].includes(String(chart["type"])), `${where} has no kind of chart`);
  problems.expect(
    series.length >= 1 && series.length <= LIMITS.chartSeries,
    `${where} ${series.length} series`,
  );
  const names = series.map(({ name }) => name);
  problems.expect(new Set(names).size === names.length, `${where}: two series share a name`);
  const axis = isJson(chart["axis_config"]) ? chart["axis_config"] : {};
  const categories = Array.isArray(axis["categories"]) ? axis["categories"] : [];
  problems.expect(
    categories.length >= 1 &&
      categories.length <= LIMITS.chartPoints &&
      new Set(categories).size === categories.length,
    `${where} categories`,
  );
  for (const label of ["x_label", "y_label"]) {
    if (axis[label] !== undefined) problems.size(`${where} ${label}`, axis[label], LIMITS.chartTitle);
  }
  for (const one of series) {
    problems.size(`${where} name`, one["name"], LIMITS.chartName);
    const data = list(one["data"]);
    problems.expect(
      JSON.stringify(data.map(({ label }) => label)) === JSON.stringify(categories),
      `${where}: labels differ from the categories`,
    );
    for (const point of data) checkPoint(point, false);
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
function checkDataTable(block: Json, where: string, problems: Problems): void {
  problems.size(`${where} caption`, block["caption"], LIMITS.text);
  const rows = Array.isArray(block["rows"]) ? block["rows"].map(list) : [];
  problems.expect(rows.length >= 2 && rows.length <= LIMITS.tableRows, `${where} has ${rows.length} rows`);
  const columns = rows[0]?.length ?? 0;
  problems.expect(columns >= 1 && columns <= LIMITS.tableColumns, `${where} has ${columns} columns`);
  problems.expect(
    rows.every(({ length }) => length === columns),
    `${where} has rows of different lengths`,
  );
  for (const cell of rows.flat()) {
    if (cell["type"] === "rich_text" && !rows[0]?.includes(cell)) continue;
    problems.expect(["raw_text", "raw_number"].includes(String(cell["type"])), `${where} cell`);
    problems.size(`${where} cell`, cell["text"], LIMITS.tableText);
    if (cell["type"] === "raw_number")
      problems.expect(Number.isFinite(cell["value"]), `${where} number ${String(cell["value"])}`);
  }
  const text = rows.flat().reduce((sum, cell) => sum + textsOf(cell).join("").length, 0);
  problems.expect(text <= LIMITS.tableText, `${where} holds ${text} characters`);
}

function checkElement(element: Json, where: string, problems: Problems): void {
  problems.size(`${where} action_id`, element["action_id"], LIMITS.id);
  const groups = list(element["option_groups"]);
  const options = [...list(element["options"]), ...groups.flatMap((group) => list(group["options"]))];
  for (const group of groups)
    checkText(group["label"], `${where} group`, LIMITS.optionText, problems, "plain_text");
  problems.expect(
    element["options"] === undefined || element["option_groups"] === undefined,
    `${where} has both options and groups of options`,
  );
  switch (element["type"]) {
    case "button":
      checkText(element["text"], `${where} button`, LIMITS.buttonText, problems, "plain_text");
      if (element["value"] !== undefined)
        problems.size(`${where} value`, element["value"], LIMITS.buttonValue);
      if (element["url"] !== undefined) problems.size(`${where} url`, element["url"], LIMITS.url);
      if (isJson(element["confirm"])) checkConfirm(element["confirm"], where, problems);
      return;
    case "static_select":
    case "multi_static_select":
      problems.expect(
        options.length > 0 && options.length <= LIMITS.options,
        `${where} has ${options.length} options`,
      );
      if (element["placeholder"] !== undefined)
        checkText(element["placeholder"], where, LIMITS.placeholder, problems, "plain_text");
      break;
    case "overflow":
      problems.expect(
        options.length > 0 && options.length <= LIMITS.overflowOptions,
        `${where} has ${options.length} options`,
      );
      for (const { url } of options) {
        if (url !== undefined) problems.size(`${where} option url`, url, LIMITS.url);
      }
      break;
    case "users_select":
    case "multi_users_select":
    case "datetimepicker":
      return;
    case "checkboxes":
    case "radio_buttons":
      problems.expect(
        options.length > 0 && options.length <= LIMITS.radioOptions,
        `${where} has ${options.length} options`,
      );
      break;
    case "plain_text_input":
      if (element["initial_value"] !== undefined)
        problems.size(`${where} initial_value`, element["initial_value"], LIMITS.text);
      return;
    default:
      problems.found.push(`${where}: unknown element ${String(element["type"])}`);
  }
  for (const option of options) {
    checkText(option["text"], `${where} option`, LIMITS.optionText, problems);
    problems.size(`${where} option value`, option["value"], LIMITS.optionValue);
    if (option["description"] !== undefined)
      checkText(option["description"], `${where} description`, LIMITS.optionText, problems, "plain_text");
  }
  const values = options.map((option) => option["value"]);
  problems.expect(new Set(values).size === values.length, `${where}: an option's value occurs twice`);
  for (const chosen of list(element["initial_options"])) {
    problems.expect(
      options.some((option) => JSON.stringify(option) === JSON.stringify(chosen)),
      `${where}: initial_options holds what is none of the options`,
    );
  }
  problems.expect(
    element["initial_options"] === undefined || list(element["initial_options"]).length > 0,
    `${where}: initial_options is empty`,
  );
  const initial = element["initial_option"];
  problems.expect(
    initial === undefined || options.some((option) => JSON.stringify(option) === JSON.stringify(initial)),
    `${where}: initial_option is none of the options`,
  );
}

function checkConfirm(confirm: Json, where: string, problems: Problems): void {
  checkText(confirm["title"], `${where} confirm title`, LIMITS.confirm.title, problems, "plain_text");
  checkText(confirm["text"], `${where} confirm text`, LIMITS.confirm.text, problems);
  checkText(confirm["confirm"], `${where} confirm`, LIMITS.confirm.button, problems, "plain_text");
  checkText(confirm["deny"], `${where} deny`, LIMITS.confirm.button, problems, "plain_text");
}

function checkText(
  value: unknown,
  where: string,
  max: number,
  problems: Problems,
  only?: "plain_text",
): void {
  if (!isJson(value)) {
    problems.found.push(`${where} is no text object`);
    return;
  }
  const type = value["type"];
  problems.expect(
    only === undefined ? type === "mrkdwn" || type === "plain_text" : type === only,
    `${where} is ${String(type)}`,
  );
  problems.size(where, value["text"], max);
  if (type === "mrkdwn" && typeof value["text"] === "string") {
    const stray = value["text"].replaceAll(/<(?:[@#!][^<>]+|https?:\/\/[^<>|]+(?:\|[^<>]*)?)>/g, "");
    problems.expect(
      !/[<]|&(?!amp;|lt;|gt;)/.test(stray),
      `${where} holds unescaped text: ${stray.slice(0, 80)}`,
    );
    problems.expect(!/<!(?:channel|here|everyone)/.test(value["text"]), `${where} calls everybody`);
  }
}

/** All texts of blocks, the part that Slack's undocumented ceiling on a message counts. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsOf(inner),
  );
}
