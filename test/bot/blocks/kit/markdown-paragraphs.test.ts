import { expect } from "chai";
import { markdownParagraphs } from "../../../../src/bot/blocks/kit/markdown-paragraphs.ts";

describe("markdown in Slack's mark-up", () => {
  const cases: [string, string, string[]][] = [
    ["headings", "## Check *this*", ["*Check _this_*"]],
    ["emphasis", "**bold** and _em_ and `a < b`", ["*bold* and _em_ and `a &lt; b`"]],
    ["lists", "1. one\n2. two\n   - inner", ["1. one\n2. two\n    • inner"]],
    ["task lists", "- [ ] open\n- [x] done", ["• ☐ open\n• ☑ done"]],
    ["links", "[docs](https://example.com/a?b=1)", ["<https://example.com/a?b=1|docs>"]],
    ["links nobody should follow as text", "[x](javascript:alert(1))", ["x"]],
    ["code", "```sql\nselect 1 < 2;\n```", ["```\nselect 1 &lt; 2;\n```"]],
    ["quotes", "> careful\n>\n> now", [">careful\n>now"]],
    ["a paragraph as one line, wherever an editor wrapped it", "one\ntwo  \nthree", ["one two\nthree"]],
    [
      "code in a list without indenting it",
      "1. look:\n\n   ```sql\n   select 1\n     from t;\n   ```\n\n2. act",
      ["1. look:\n```select 1\n  from t;```\n2. act"],
    ],
    [
      "a table row by row, for narrow screens",
      "| symptom | fix |\n| --- | --- |\n| slow | wait |\n| `dns` at many | mend it |",
      ["• *slow*: wait\n• `dns` at many: mend it"],
    ],
    ["raw HTML as text", "<b>x</b>", ["&lt;b&gt;x&lt;/b&gt;"]],
    ["mentions as text", "<!channel>", ["&lt;!channel&gt;"]],
  ];
  for (const [what, markdown, expected] of cases) {
    it(`shows ${what}`, () => {
      expect(markdownParagraphs(markdown)).to.deep.equal(expected);
    });
  }

  it("splits what is too long for a section, code within its fences", () => {
    const parts = markdownParagraphs(`\`\`\`\n${"line of code\n".repeat(600)}\`\`\``);
    expect(parts.length).to.be.greaterThan(2);
    for (const part of parts) {
      expect(part.length).to.be.at.most(2900);
      expect(part).to.match(/^```\n[\s\S]*\n```$/);
    }
    expect(parts.join("").match(/line of code/g)).to.have.length(600);
  });

  it("never cuts an entity in two", () => {
    for (const part of markdownParagraphs("&".repeat(3000))) {
      expect(part).to.match(/^(?:&amp;)+$/);
    }
  });
});
