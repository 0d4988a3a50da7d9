/** Where blocks may appear. */
export type Surface = "message" | "modal" | "home";

/**
 * What Slack accepts of one block, element or object. Paths are dotted, `[]` means each item. Lengths are in code
 * points, counts in items. Sources: Slack's Block Kit reference and the limits its SDKs enforce.
 */
export interface BlockLimits {
  required?: readonly string[];
  /** At least one of these must be there. */
  oneOf?: readonly string[];
  maxChars?: Readonly<Record<string, number>>;
  maxItems?: Readonly<Record<string, number>>;
  surfaces?: readonly Surface[];
}

const CONFIRM = {
  "confirm.title.text": 100,
  "confirm.text.text": 300,
  "confirm.confirm.text": 30,
  "confirm.deny.text": 30,
};
const OPTIONS = {
  "options[].text.text": 75,
  "options[].value": 150,
  "options[].description.text": 75,
  "option_groups[].label.text": 75,
  "option_groups[].options[].text.text": 75,
  "option_groups[].options[].value": 150,
};
const PLACEHOLDER = { "placeholder.text": 150 };
const SELECT: BlockLimits = {
  oneOf: ["options", "option_groups"],
  maxChars: { ...OPTIONS, ...PLACEHOLDER, ...CONFIRM },
  maxItems: { options: 100, option_groups: 100, "option_groups[].options": 100 },
};
const PICKER: BlockLimits = { maxChars: { ...PLACEHOLDER, ...CONFIRM } };
const CHOICES: BlockLimits = {
  required: ["options"],
  maxChars: { ...OPTIONS, ...CONFIRM },
  maxItems: { options: 10 },
};
const DATA_CHART = {
  title: 50,
  "chart.series[].name": 20,
  "chart.series[].data[].label": 20,
  "chart.segments[].label": 20,
};

/** Blocks by type. A type that is not here does not exist. */
export const BLOCK_LIMITS: Readonly<Record<string, BlockLimits>> = {
  header: { required: ["text.text"], maxChars: { "text.text": 150 } },
  section: {
    oneOf: ["text", "fields"],
    maxChars: { "text.text": 3000, "fields[].text": 2000 },
    maxItems: { fields: 10 },
  },
  divider: {},
  context: { required: ["elements"], maxItems: { elements: 10 }, maxChars: { "elements[].text": 3000 } },
  actions: { required: ["elements"], maxItems: { elements: 25 } },
  context_actions: { required: ["elements"], maxItems: { elements: 5 }, surfaces: ["message"] },
  image: {
    required: ["alt_text"],
    oneOf: ["image_url", "slack_file"],
    maxChars: { alt_text: 2000, image_url: 3000, "title.text": 2000 },
  },
  input: { required: ["label.text", "element"], maxChars: { "label.text": 2000, "hint.text": 2000 } },
  rich_text: { required: ["elements"] },
  markdown: { required: ["text"], maxChars: { text: 12_000 }, surfaces: ["message"] },
  table: { required: ["rows"], maxItems: { rows: 100, "rows[]": 20 }, surfaces: ["message"] },
  data_table: { required: ["rows", "caption"], maxItems: { rows: 100, "rows[]": 20 }, surfaces: ["message"] },
  data_visualization: {
    required: ["title", "chart"],
    maxChars: DATA_CHART,
    maxItems: { "chart.series": 6, "chart.segments": 6, "chart.series[].data": 20 },
    surfaces: ["message", "home"],
  },
  card: {
    oneOf: ["hero_image", "title", "actions", "body"],
    maxChars: { "title.text": 150, "subtitle.text": 150, "body.text": 200 },
    maxItems: { actions: 3 },
    surfaces: ["message"],
  },
  carousel: { required: ["elements"], maxItems: { elements: 10 }, surfaces: ["message"] },
  container: { maxItems: { child_blocks: 10 }, maxChars: { "title.text": 150 }, surfaces: ["message"] },
  plan: { required: ["title"], surfaces: ["message"] },
  task_card: { required: ["task_id", "title"], surfaces: ["message"] },
  video: { required: ["alt_text", "title", "thumbnail_url", "video_url"], maxChars: { "title.text": 200 } },
  alert: { required: ["text"], maxChars: { "text.text": 200 }, surfaces: ["modal"] },
};

/** Interactive and inner elements by type. Types that are not here carry no limits of their own. */
export const ELEMENT_LIMITS: Readonly<Record<string, BlockLimits>> = {
  button: { required: ["text.text"], maxChars: { "text.text": 75, value: 2000, url: 3000, ...CONFIRM } },
  overflow: { required: ["options"], maxChars: { ...OPTIONS, ...CONFIRM }, maxItems: { options: 5 } },
  static_select: SELECT,
  multi_static_select: SELECT,
  users_select: PICKER,
  multi_users_select: PICKER,
  conversations_select: PICKER,
  channels_select: PICKER,
  datepicker: PICKER,
  timepicker: PICKER,
  datetimepicker: PICKER,
  checkboxes: CHOICES,
  radio_buttons: CHOICES,
  plain_text_input: { maxChars: { initial_value: 3000, ...PLACEHOLDER } },
  email_text_input: { maxChars: PLACEHOLDER, surfaces: ["modal"] },
  url_text_input: { maxChars: PLACEHOLDER, surfaces: ["modal"] },
  number_input: { maxChars: PLACEHOLDER, surfaces: ["modal"] },
  file_input: { surfaces: ["modal"] },
  image: { required: ["alt_text"], maxChars: { alt_text: 2000, image_url: 3000 } },
};

/** A modal's own limits. */
export const MODAL_LIMITS: BlockLimits = {
  required: ["title.text"],
  maxChars: {
    "title.text": 24,
    "submit.text": 24,
    "close.text": 24,
    private_metadata: 3000,
    callback_id: 255,
  },
};

/** An App Home's own limits. */
export const HOME_LIMITS: BlockLimits = { maxChars: { private_metadata: 3000, callback_id: 255 } };

export const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** All markdown blocks of a message together, in code points. */
export const MAX_MARKDOWN_CHARS = 12_000;
/** All text of a message's blocks together, in code points: observed, not documented. */
export const MAX_MESSAGE_CHARS = 13_200;
export const MAX_ID_CHARS = 255;
export const MAX_CHARTS = 2;
/** An App Home view as JSON, in bytes. */
export const MAX_HOME_BYTES = 250_000;
