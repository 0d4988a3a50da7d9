import { expect } from "chai";
import fc from "fast-check";
import {
  cutText,
  escapeCode,
  escapeProse,
  escapeText,
  headOf,
  mrkdwn,
  plain,
  quoteEmphasis,
} from "../../../../src/bot/blocks/kit/text.ts";

describe("a text cut to its limit", () => {
  const family = "👨‍👩‍👧‍👦";
  for (const emoji of [family, "🇸🇬", "👍🏽", "❤️"]) {
    it(`keeps ${emoji} whole, or leaves it out`, () => {
      for (let max = 2; max < 24; max += 1) {
        for (const cut of [
          cutText(`a${emoji}bcdefghijklmnopqrstuvwxyz`, max),
          escapeText(`a${emoji}bcdefghijklmnopqrstuvwxyz`, max),
        ]) {
          expect(cut.length).to.be.at.most(max);
          const rest = cut.replace(emoji, "");
          expect(rest, cut).to.match(/^[a-z]*…?$/);
        }
      }
    });
  }

  it("escapes what would be markup, marks with accents included", () => {
    expect(escapeText("a<b>&c\u0301", 100)).to.equal("a&lt;b&gt;&amp;c\u0301");
    expect(escapeText("<\u0301!channel>", 100)).not.to.match(/<[^&]/);
  });
});

describe("a name that Slack would take for formatting", () => {
  const cases: [string, string][] = [
    ["*Bold* Ltd", "∗Bold∗ Ltd"],
    ["_Under_ Score", "ˍUnderˍ Score"],
    ["~Tilde~", "∼Tilde∼"],
    ["`Code`", "ʼCodeʼ"],
    ["a*b*c", "a∗b∗c"],
    ["__init__", "ˍˍinitˍˍ"],
    ["export_odoo", "export_odoo"],
    ["größe_groß", "größe_groß"],
    ["2 * 3 ~ 6 _ 7", "2 * 3 ~ 6 _ 7"],
    [":fire: sale", "꞉fire: sale"],
    ["at 10:15:20", "at 10:15:20"],
    ["> quoted\n> again", "› quoted\n› again"],
    ["<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"],
  ];
  for (const [name, shown] of cases) {
    it(`shows ${JSON.stringify(name)} as it is`, () => {
      expect(escapeText(name)).to.equal(shown);
    });
  }

  it("formats nothing, whatever it is and whatever stands around it", () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from("*_~`>:ab1é \n😀")) });
    fc.assert(
      fc.property(texts, (text) => {
        for (const wrapped of [escapeText(text, 1_000), `*${escapeText(text, 1_000)}*`.slice(1, -1)]) {
          expect(wrapped).not.to.match(/`/);
          expect(wrapped).not.to.match(/(?<!\s)[*~]|[*~](?!\s)/);
          expect(wrapped).not.to.match(/^[ \t]{0,8}&gt;/m);
          for (const [, before = "", after = ""] of wrapped.matchAll(/(?<=(.?))_(?=(.?))/gsu)) {
            const isInWord = /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
            expect(isInWord || (/\s/.test(before) && /\s/.test(after)), wrapped).to.equal(true);
          }
        }
      }),
    );
  });

  it("keeps the code spans of our own sentences, and nothing else", () => {
    expect(escapeProse("Type `/alerts set_x *` for *Acme_* or `half")).to.equal(
      "Type `/alerts set_x *` for ∗Acmeˍ∗ or ʼhalf",
    );
    expect(escapeCode("a*b_ `c`")).to.equal("a*b_ ʼcʼ");
  });

  it("is left alone by Slack in every mrkdwn object, and draws no emoji in plain text", () => {
    expect(mrkdwn("acme.com").verbatim).to.equal(true);
    expect(plain("The :fire: Ltd", 75).text).to.equal("The ꞉fire: Ltd");
  });

  it("is cut between characters", () => {
    const family = "👨‍👩‍👧‍👦";
    expect(headOf(`ab${family}`, 5)).to.equal("ab");
    expect(headOf(`ab${family}c`, 2 + family.length)).to.equal(`ab${family}`);
    expect(headOf("abc", 3)).to.equal("abc");
    expect(headOf("", 3)).to.equal("");
  });

  it("puts what a runbook emphasizes in quotation marks, and leaves other asterisks alone", () => {
    expect(quoteEmphasis("then *Rerun a stage…* in the menu, or *Silence…*")).to.equal(
      "then “Rerun a stage…” in the menu, or “Silence…”",
    );
    for (const text of ["0 2 * * *", "2*3*4", "a ** b", "* item"]) expect(quoteEmphasis(text)).to.equal(text);
  });
});
