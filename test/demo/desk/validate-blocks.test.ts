import { expect } from "chai";
import { refuseMessage, refuseView } from "../../../demo/desk/validate-blocks.ts";

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const button = (more: object) => ({ type: "button", text: plain("Go"), ...more });
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: plain("o"), value: String(index) }));
const table = (rows: number, columns: number) => ({
  type: "table",
  rows: Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => ({ type: "raw_text", text: "-" })),
  ),
});
const chart = (points: number) => ({
  type: "data_visualization",
  title: "t",
  chart: {
    type: "bar",
    series: [{ name: "s", data: Array.from({ length: points }, () => ({ label: "l", value: 1 })) }],
  },
});
const modal = (more: object) => ({ type: "modal", title: plain("T"), blocks: [section("x")], ...more });

/** What Slack takes, the first thing past it that it does not, and where it then points. */
const LIMITS: readonly { limit: string; taken: unknown; refused: unknown; pointer: string }[] = [
  {
    limit: "50 blocks",
    taken: times(50, { type: "divider" }),
    refused: times(51, { type: "divider" }),
    pointer: "/blocks",
  },
  {
    limit: "3000 characters in a section",
    taken: [section("x".repeat(3000))],
    refused: [section("x".repeat(3001))],
    pointer: "/blocks/0/text/text",
  },
  {
    limit: "3000 code points, not units",
    taken: [section("🌙".repeat(3000))],
    refused: [section("🌙".repeat(3001))],
    pointer: "/blocks/0/text/text",
  },
  { limit: "some text", taken: [section("x")], refused: [section("")], pointer: "/blocks/0/text/text" },
  {
    limit: "150 in a header",
    taken: [{ type: "header", text: plain("x".repeat(150)) }],
    refused: [{ type: "header", text: plain("x".repeat(151)) }],
    pointer: "/blocks/0/text/text",
  },
  {
    limit: "10 fields",
    taken: [{ type: "section", fields: times(10, mrkdwn("x")) }],
    refused: [{ type: "section", fields: times(11, mrkdwn("x")) }],
    pointer: "/blocks/0/fields",
  },
  {
    limit: "25 actions",
    taken: [actions(...times(25, button({})))],
    refused: [actions(...times(26, button({})))],
    pointer: "/blocks/0/elements",
  },
  {
    limit: "75 on a button",
    taken: [actions(button({ text: plain("x".repeat(75)) }))],
    refused: [actions(button({ text: plain("x".repeat(76)) }))],
    pointer: "/blocks/0/elements/0/text/text",
  },
  {
    limit: "2000 in a value",
    taken: [actions(button({ value: "x".repeat(2000) }))],
    refused: [actions(button({ value: "x".repeat(2001) }))],
    pointer: "/blocks/0/elements/0/value",
  },
  {
    limit: "255 in an action_id",
    taken: [actions(button({ action_id: "x".repeat(255) }))],
    refused: [actions(button({ action_id: "x".repeat(256) }))],
    pointer: "/blocks/0/elements/0/action_id",
  },
  {
    limit: "5 overflow options",
    taken: [actions({ type: "overflow", options: options(5) })],
    refused: [actions({ type: "overflow", options: options(6) })],
    pointer: "/blocks/0/elements/0/options",
  },
  {
    limit: "100 select options",
    taken: [actions({ type: "static_select", options: options(100) })],
    refused: [actions({ type: "static_select", options: options(101) })],
    pointer: "/blocks/0/elements/0/options",
  },
  {
    limit: "10 radio buttons",
    taken: [actions({ type: "radio_buttons", options: options(10) })],
    refused: [actions({ type: "radio_buttons", options: options(11) })],
    pointer: "/blocks/0/elements/0/options",
  },
  { limit: "100 table rows", taken: [table(100, 2)], refused: [table(101, 2)], pointer: "/blocks/0/rows" },
  { limit: "20 table columns", taken: [table(1, 20)], refused: [table(1, 21)], pointer: "/blocks/0/rows/0" },
  { limit: "20 points", taken: [chart(20)], refused: [chart(21)], pointer: "/blocks/0/chart/series/0/data" },
  {
    limit: "known types",
    taken: [{ type: "divider" }],
    refused: [{ type: "dividers" }],
    pointer: "/blocks/0/type",
  },
  {
    limit: "block_ids of their own",
    taken: [{ type: "divider", block_id: "a" }],
    refused: [
      { type: "divider", block_id: "a" },
      { type: "divider", block_id: "a" },
    ],
    pointer: "/blocks/1/block_id",
  },
  {
    limit: "no alert in a message",
    taken: [section("x")],
    refused: [{ type: "alert", text: mrkdwn("x") }],
    pointer: "/blocks/0",
  },
];

describe("refuseMessage", () => {
  for (const { limit, taken, refused, pointer } of LIMITS) {
    it(`holds to ${limit}`, () => {
      expect(refuseMessage(taken, undefined)).to.equal(undefined);
      const refusal = refuseMessage(refused, undefined);
      expect(refusal).to.have.property("error", "invalid_blocks");
      expect(refusal?.messages.join("\n")).to.contain(`[json-pointer:${pointer}]`);
    });
  }

  it("looks into attachments as well", () => {
    const refusal = refuseMessage(undefined, [{ color: "#fff", blocks: [section("")] }]);
    expect(refusal?.messages[0]).to.contain("/attachments/0/blocks/0/text/text");
  });

  it("allows one table and two charts per message", () => {
    expect(refuseMessage([table(1, 1)], [{ blocks: [table(1, 1)] }])).to.include({
      error: "invalid_attachments",
    });
    expect(refuseMessage([chart(1), chart(1)], undefined)).to.equal(undefined);
    expect(refuseMessage([chart(1), chart(1), chart(1)], undefined)).to.include({ error: "invalid_blocks" });
  });

  it("adds up the text of all blocks, and of all markdown blocks", () => {
    const markdown = (length: number) => ({ type: "markdown", text: "x".repeat(length) });
    expect(refuseMessage([markdown(6000), markdown(6000)], undefined)).to.equal(undefined);
    expect(refuseMessage([markdown(6000), markdown(6001)], undefined)).to.include({
      error: "msg_blocks_too_long",
    });
    const long = section("x".repeat(2640));
    expect(refuseMessage(times(5, long), undefined)).to.equal(undefined);
    expect(refuseMessage([...times(5, long), section("x")], undefined)).to.include({
      error: "msg_blocks_too_long",
    });
  });

  it("takes a message without blocks", () => {
    expect(refuseMessage(undefined, undefined)).to.equal(undefined);
  });
});

describe("refuseView", () => {
  const input = { type: "input", label: plain("L"), element: { type: "plain_text_input" } };
  const cases = [
    {
      what: "a title of 24",
      taken: modal({ title: plain("x".repeat(24)) }),
      refused: modal({ title: plain("x".repeat(25)) }),
    },
    {
      what: "private_metadata of 3000",
      taken: modal({ private_metadata: "x".repeat(3000) }),
      refused: modal({ private_metadata: "x".repeat(3001) }),
    },
    {
      what: "100 blocks",
      taken: modal({ blocks: times(100, { type: "divider" }) }),
      refused: modal({ blocks: times(101, { type: "divider" }) }),
    },
    {
      what: "an input only with a submit",
      taken: modal({ blocks: [input], submit: plain("Go") }),
      refused: modal({ blocks: [input] }),
    },
    { what: "no table in a modal", taken: modal({}), refused: modal({ blocks: [table(1, 1)] }) },
    {
      what: "charts in a home but no tables",
      taken: { type: "home", blocks: [chart(1)] },
      refused: { type: "home", blocks: [table(1, 1)] },
    },
    {
      what: "a number input in modals only",
      taken: modal({ blocks: [{ ...input, element: { type: "number_input" } }], submit: plain("Go") }),
      refused: { type: "home", blocks: [{ ...input, element: { type: "number_input" } }] },
    },
  ];
  for (const { what, taken, refused } of cases) {
    it(`takes ${what}`, () => {
      expect(refuseView(taken)).to.equal(undefined);
      expect(refuseView(refused)).to.have.property("error", "invalid_arguments");
    });
  }
});
