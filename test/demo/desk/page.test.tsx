import { expect } from "chai";
import fc from "fast-check";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Fields } from "../../../demo/desk/fields.ts";
import { Blocks } from "../../../demo/desk/pages/blocks.tsx";
import { Mrkdwn } from "../../../demo/desk/pages/mrkdwn.tsx";
import { type Names, NamesContext } from "../../../demo/desk/pages/names.tsx";

const NAMES: Names = {
  userName: (id) => (id === "U1" ? "Ann" : id),
  channelName: (id) => (id === "C1" ? "ops" : id),
  channelHref: (id) => (id === "C1" ? "/?channel=C1" : undefined),
  timeZone: "Europe/Berlin",
  now: new Date("2026-11-22T12:00:00Z"),
};
const UNIX = Date.parse("2026-11-22T02:05:00Z") / 1000;

function render(node: ReactNode): string {
  return renderToStaticMarkup(<NamesContext value={NAMES}>{node}</NamesContext>);
}

describe("mrkdwn on the page", () => {
  const cases: readonly [string, string][] = [
    ["*bold* _it_ ~no~ `x*y*`", "<b>bold</b> <i>it</i> <s>no</s> <code>x*y*</code>"],
    ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
    ["_*both*_", "<i><b>both</b></i>"],
    ["one\ntwo", "one<br/>two"],
    ["> said\nplain", "<blockquote>said</blockquote>plain"],
    ["```\na *b*\n```", '<pre class="code-block">a *b*</pre>'],
    [
      "<@U1> in <#C1>",
      '<span class="mention">@Ann</span> in <a class="mention" href="/?channel=C1">#ops</a>',
    ],
    [
      "<https://a.example/?x=1&amp;y=2|go>",
      '<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noreferrer">go</a>',
    ],
    ["<javascript:alert(1)|go>", "go"],
    ["<!here>", '<span class="mention broad">@here</span>'],
    [
      ":white_check_mark: :no_such_thing:",
      '<span class="emoji">✅</span> <span class="emoji">:no_such_thing:</span>',
    ],
    ["&lt;b&gt; & <b>", "&lt;b&gt; &amp; b"],
    [
      `<!date^${UNIX}^{date_short_pretty} at {time}|02:05 UTC>`,
      '<time dateTime="2026-11-22T02:05:00.000Z" title="02:05 UTC">Today at 3:05\u202fAM</time>',
    ],
    [`<!date^nonsense^{time}|then>`, "then"],
  ];
  for (const [text, html] of cases) {
    it(`shows ${JSON.stringify(text)}`, () => {
      expect(render(<Mrkdwn text={text} />).replaceAll("\u202f", " ")).to.equal(
        html.replaceAll("\u202f", " "),
      );
    });
  }

  it("lets no tag, handler or script address through, whatever the text", () => {
    const part = fc.constantFrom(
      "<script>",
      "<img src=x onerror=alert(1)>",
      "*",
      "_",
      "`",
      "```",
      "<",
      ">",
      "|",
      "javascript:a",
      "&lt;",
      "\n",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const html = render(<Mrkdwn text={parts.join("")} />);
        expect(html).not.to.match(/<(script|img)|href="javascript/i);
      }),
    );
  });
});

describe("blocks on the page", () => {
  it("gives what one can press its role, its name and where it belongs", () => {
    const confirm = {
      title: { text: "Sure?" },
      text: { text: "*Really*" },
      confirm: { text: "Do it" },
      deny: { text: "No" },
    };
    const html = show({
      type: "actions",
      block_id: "b",
      elements: [
        {
          type: "button",
          action_id: "stop",
          style: "danger",
          text: { type: "plain_text", text: "Stop" },
          confirm,
        },
      ],
    });
    expect(html).to.match(
      /<button type="button" class="button danger"[^>]* data-action="stop" data-block="b"/,
    );
    expect(html).to.contain("Sure?").and.to.contain("&quot;Really&quot;").and.to.contain(">Stop</button>");
  });

  it("names the fields of a form by their labels and keeps initial values", () => {
    const html = show({
      type: "input",
      block_id: "n",
      label: { type: "plain_text", text: "Notes" },
      element: {
        type: "plain_text_input",
        action_id: "notes",
        multiline: true,
        initial_value: "<b>",
        max_length: 9,
      },
    });
    expect(html).to.match(
      /<textarea class="field"[^>]* aria-label="Notes"[^>]*required[^>]*>&lt;b&gt;<\/textarea>/,
    );
  });

  const shown: readonly [string, Fields, string | RegExp][] = [
    [
      "a table",
      { type: "table", rows: [[{ type: "raw_text", text: "stage" }], [{ type: "raw_number", value: 3 }]] },
      /<th class="left">stage<\/th>.*<td class="right">3<\/td>/,
    ],
    [
      "a data_table",
      { type: "data_table", caption: "c", rows: [[{ type: "raw_text", text: "h" }]] },
      "<caption>c</caption>",
    ],
    [
      "a card",
      { type: "card", title: { type: "plain_text", text: "Card" }, body: { type: "mrkdwn", text: "*b*" } },
      /Card.*<b>b<\/b>/,
    ],
    [
      "markdown",
      { type: "markdown", text: "# Big\n\n<script>x</script>" },
      /<h1[^>]*>Big<\/h1>.*&lt;script&gt;/s,
    ],
    [
      "rich text",
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_list",
            style: "ordered",
            elements: [{ type: "rich_text_section", elements: [{ type: "user", user_id: "U1" }] }],
          },
        ],
      },
      /<ol[^>]*><li>.*@Ann/,
    ],
    [
      "a chart",
      {
        type: "data_visualization",
        title: "Nights",
        chart: { type: "bar", series: [{ name: "ok", data: [{ label: "Mon", value: 3 }] }] },
      },
      /<svg[^>]* role="img" aria-label="Bar chart: Nights/,
    ],
    [
      "a chart without data by its title",
      { type: "data_visualization", title: "Nights", chart: {} },
      "[data_visualization] Nights",
    ],
    ["an unknown block by its name", { type: "hologram" }, "[hologram]"],
  ];
  for (const [what, block, html] of shown) {
    it(`shows ${what}`, () => {
      if (typeof html === "string") expect(show(block)).to.contain(html);
      else expect(show(block)).to.match(html);
    });
  }

  function show(block: Fields): string {
    return render(<Blocks blocks={[block]} />);
  }
});
