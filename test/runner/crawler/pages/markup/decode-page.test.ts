import { expect } from "chai";
import { decodePage } from "../../../../../src/runner/crawler/pages/markup/decode-page.ts";

const decode = (bytes: Buffer | string, charset?: string, host = "acme.example") =>
  decodePage(Buffer.from(bytes), charset, host);
const latin = (text: string) => Buffer.from(text, "latin1");

describe("decodePage", () => {
  const CAFE = latin("<p>Caf\u00e9 \u0093x\u0094</p>");

  it("takes a page that names no charset for UTF-8 if it is, else for windows-1252", () => {
    expect(decode("<p>Café</p>")).to.contain("Café");
    expect(decode(CAFE)).to.contain("Café “x”");
    expect(decode(Buffer.concat([Buffer.from("<p>Café"), Buffer.from([0xc3])]))).to.contain("Café");
  });

  it("finds a meta that stands late, and one of the old form", () => {
    const late = (tag: string) =>
      latin(
        `<!-- ${"x".repeat(5_000)} --><title>A</title>${tag}<p>\u017eluťou\u010dk\u00fd`.replace(
          /[^\0-\xff]/g,
          "",
        ),
      );
    const page = (tag: string) => Buffer.concat([late(tag), Buffer.from([0xbe, 0xb9])]);
    for (const tag of [
      "<meta charset=iso-8859-2>",
      '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">',
      "<META content='charset=iso-8859-2' http-equiv=content-type>",
      '<meta name="x"><meta charset="none"><meta charset="iso-8859-2">',
    ]) {
      expect(decode(page(tag)), tag).to.contain("žš");
    }
  });

  it("passes over tags in comments and scripts, unknown names and a meta that claims UTF-16", () => {
    expect(decode("<!-- <meta charset=shift_jis> --><p>Café</p>")).to.contain("Café");
    expect(decode('<script>"<meta charset=shift_jis>"</script><p>Café</p>')).to.contain("Café");
    expect(decode("<meta charset=klingon><p>Café</p>")).to.contain("Café");
    expect(decode("<meta charset=utf-16le><p>Café</p>")).to.contain("Café");
    expect(decode("<meta charset><meta charset=''><meta name=charset content=x><p>Café</p>")).to.contain(
      "Café",
    );
  });

  it("reads an XML declaration, and lets a meta go before it", () => {
    expect(
      decode(
        Buffer.concat([Buffer.from('<?xml version="1.0" encoding="iso-8859-2"?><p>'), Buffer.from([0xb9])]),
      ),
    ).to.contain("š");
    expect(decode('<?xml version="1.0" encoding="iso-8859-2"?><meta charset=utf-8><p>é')).to.contain("é");
  });

  it("believes a byte order mark before the header, and the header before the page", () => {
    expect(decode("\ufeffé", "shift_jis")).to.equal("é");
    expect(decode(CAFE, "windows-1252")).to.contain("Café");
    expect(decode("<meta charset=shift_jis>é", "utf-8")).to.contain("é");
    expect(decode(CAFE, "none")).to.contain("Café");
  });

  for (const [name, hex, text, tag, host] of [
    ["Russian by its language", "cdc0d1cec2db", "НАСОВЫ".slice(0, 3), '<html lang="ru">', "acme.example"],
    ["Polish by its address", "9cea9f", "śęź", "", "acme.pl"],
    ["Greek by its address", "c1edf4eb", "Αντλ", "", "acme.gr"],
    ["Japanese by its language", "93fa967b", "日本", "<html lang=ja>", "acme.example"],
    ["Japanese in another charset", "c6fccbdc", "日本", "<html lang=ja>", "acme.example"],
    ["Chinese by its address", "d6d0b9fa", "中国", "", "acme.cn"],
    ["Turkish by its language", "deee", "Şî", "<html class=x lang='tr-TR'>", "acme.example"],
  ] as const) {
    it(`reads ${name}`, () => {
      const page = Buffer.concat([Buffer.from(`${tag}<p>`), Buffer.from(hex, "hex"), Buffer.from("</p>")]);
      expect(decode(page, undefined, host)).to.contain(text);
    });
  }
});
