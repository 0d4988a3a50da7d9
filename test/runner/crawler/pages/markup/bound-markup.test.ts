import { expect } from "chai";
import { boundMarkup } from "../../../../../src/runner/crawler/pages/markup/bound-markup.ts";

describe("boundMarkup", () => {
  const cut = (text: string, encoding: BufferEncoding = "utf8"): string =>
    boundMarkup(Buffer.from(text, encoding)).toString(encoding);

  it("leaves a page of ten thousand elements whole and cuts the next one off", () => {
    const whole = "<i>".repeat(10_000);
    expect(cut(`${whole}x`)).to.equal(`${whole}x`);
    expect(cut(`${whole}<b>x`)).to.equal(whole);
    expect(cut(`${whole}<b>x`, "utf16le")).to.equal(whole);
  });

  it("counts neither closing tags nor a lone < as elements", () => {
    const text = "a < b </i>".repeat(20_000);
    expect(cut(text)).to.equal(text);
  });

  it("cuts at the 50,001st < of any kind", () => {
    for (const tag of ["</i>", "<!>", "< "]) {
      expect(cut(`${tag.repeat(50_000)}x`)).to.equal(`${tag.repeat(50_000)}x`);
      expect(cut(`${tag.repeat(50_000)}x<b>`)).to.equal(`${tag.repeat(50_000)}x`);
    }
  });

  it("cuts where closing tags would be looked for among too many elements", () => {
    const page = `${"<i>".repeat(10_000)}${"</b>".repeat(10_000)}`;
    expect(cut(page)).to.equal(page);
    expect(cut(`${page}</b>`)).to.equal(page);
    const ordinary = "<p><i>x</i></p>".repeat(5_000);
    expect(cut(ordinary)).to.equal(ordinary);
  });

  it("leaves long text and long attribute values whole", () => {
    const text = `<p title="${"word ".repeat(7_000)}">${"word ".repeat(50_000)}</p>`;
    expect(cut(text)).to.equal(text);
  });

  it("cuts in a tag of endless attributes, quoted ones of > included", () => {
    for (const start of ["<a ", '<a x=">" ', "<a x = '>' ", "</a ", '</a x=">" ']) {
      expect(cut(start + "b/".repeat(20_000)).length).to.be.within(10_000, 17_000);
    }
  });

  it("cuts where many tags together have too many attributes to compare", () => {
    const tag = `<i ${"b/".repeat(2_000)}>`;
    expect(cut(tag.repeat(10))).to.equal(tag.repeat(10));
    expect(cut(tag.repeat(20)).length / tag.length).to.be.within(10, 16);
  });
});
