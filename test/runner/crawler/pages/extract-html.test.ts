import { expect } from "chai";
import { extractHtml, extractPlainText } from "../../../../src/runner/crawler/pages/extract-html.ts";

const URL_ = new URL("https://acme.example/en/");

const breathe = async () => undefined;

function extract(html: string | Buffer, charset?: string) {
  return extractHtml({ bytes: Buffer.from(html), charset, url: URL_ }, breathe);
}

describe("extractHtml", () => {
  it("keeps the page's own words, one line a block, and drops what surrounds them", async () => {
    const { title, description, text } = await extract(`<html><head><title> Acme
      Pumps </title><meta name="Description" content="Pumps  since 1950"><style>p{}</style></head><body>
      <nav>Home About</nav><div class="cookie-banner">We use cookies</div><div id="cookie-consent">Accept</div>
      <h1>Hello</h1><p>We make <b>pumps</b>.<br>Big   ones.</p><ul><li>One<li>Two</ul>
      <p hidden>secret</p><script>var x = "<p>no</p>"</script><noscript>Enable JavaScript</noscript>
      <footer>Imprint</footer></body></html>`);
    expect(title).to.equal("Acme Pumps");
    expect(description).to.equal("Pumps since 1950");
    expect(text).to.equal("Hello\nWe make pumps.\nBig ones.\nOne\nTwo");
  });

  it("reads <main> alone when it holds enough", async () => {
    const words = "word ".repeat(60).trim();
    expect((await extract(`<div>around</div><main><p>${words}</p></main>`)).text).to.equal(words);
    expect((await extract("<div>around</div><main><p>short</p></main>")).text).to.equal("around\nshort");
  });

  it("resolves links against the base and keeps their words", async () => {
    expect(
      (
        await extract(
          '<base href="/de/"><a href="about"> About <i>us</i></a><a href="https://x.example/">x</a><a href="http://">bad</a>',
        )
      ).links,
    ).to.deep.equal([
      { url: "https://acme.example/de/about", text: "About us" },
      { url: "https://x.example/", text: "x" },
    ]);
  });

  it("leaves out addresses too long to be picked, and a base that would make them so", async () => {
    const long = "a".repeat(500);
    expect((await extract(`<a href="/about">x</a><a href="/${long}">x</a>`)).links).to.have.lengthOf(1);
    expect((await extract(`<base href="/${long}/"><a href="about">x</a>`)).links).to.deep.equal([
      { url: "https://acme.example/en/about", text: "x" },
    ]);
  });

  it("offers the footer and mailto links for e-mail addresses, scripts not", async () => {
    const { emailSources } = await extract(
      '<a href="mailto:info%40acme.example?subject=x">mail</a><footer>jobs@acme.example</footer><script>"no@acme.example"</script>',
    );
    expect(emailSources).to.deep.equal(["mail\njobs@acme.example", "info@acme.example"]);
  });

  it("reads the charset of the header, of the page, and else UTF-8", async () => {
    expect((await extract(Buffer.from("<p>Caf\u00e9</p>", "latin1"), "iso-8859-1")).text).to.equal("Café");
    expect(
      (await extract(Buffer.from("<meta charset=windows-1252><p>Caf\u00e9</p>", "latin1"))).text,
    ).to.equal("Café");
    expect(
      (await extract(Buffer.from([0x3c, 0x70, 0x3e, 0x93, 0xfa, 0x96, 0x7b]), "shift_jis")).text,
    ).to.equal("日本");
    expect((await extract("<p>Café</p>")).text).to.equal("Café");
    expect((await extract("<p>Café</p>", "no-such-charset")).text).to.equal("Café");
    expect((await extract(Buffer.from("\uFEFF<p>Café</p>", "utf16le"), "utf-8")).text).to.equal("Café");
  });

  const charsets: readonly [charset: string, hex: string, text: string][] = [
    ["iso-2022-jp", "1b2442467c4b5c244e255d257325571b2842", "日本のポンプ"],
    ["euc-jp", "c6fccbdca4cea5dda5f3a5d7", "日本のポンプ"],
    ["shift_jis", "93fa967b82cc837c83938376", "日本のポンプ"],
    ["gbk", "d6d0b9facbaeb1c3", "中国水泵"],
    ["gb18030", "d6d0b9fa95328236cbaeb1c3", "中国𠀀水泵"],
    ["big5", "bb4fc657aca6aefa", "臺灣泵浦"],
    ["euc-kr", "c7d1b1b920c6dfc7c1", "한국 펌프"],
    ["windows-1251", "cde0f1eef1fb", "Насосы"],
    ["koi8-r", "eec1d3cfd3d9", "Насосы"],
    ["iso-8859-8-i", "eef9e0e1e5fa", "משאבות"],
    ["x-mac-cyrillic", "8de0f1eef1fb", "Насосы"],
  ];
  for (const [charset, hex, text] of charsets) {
    it(`reads ${charset}, named by the header or by the page`, async () => {
      const page = (head: string) =>
        Buffer.concat([Buffer.from(`<head>${head}</head><p>`), Buffer.from(hex, "hex"), Buffer.from("</p>")]);
      expect((await extract(page(""), charset.toUpperCase())).text).to.equal(text);
      expect((await extract(page(`<meta charset='${charset}'>`))).text).to.equal(text);
      const equiv = `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`;
      expect((await extract(page(equiv), "x-none")).text).to.equal(text);
    });
  }

  it("takes a byte order mark's, and then the header's, word before the page's for its charset", async () => {
    const page = "<meta charset=iso-2022-jp><p>Café</p>";
    expect((await extract(`\uFEFF${page}`)).text).to.equal("Café");
    expect((await extract(page, "utf-8")).text).to.equal("Café");
    expect((await extract(Buffer.from(`\uFEFF${page}`, "utf16le"), "iso-2022-jp")).text).to.equal("Café");
    expect((await extract(`<!-- ${page} --><p>Café</p>`)).text).to.equal("Café");
  });

  const hostile: readonly [name: string, html: string][] = [
    ["nested elements", "<div>".repeat(100_000)],
    ["nested formatting", "<b><p>".repeat(50_000)],
    ["closing tags", "<span>".repeat(9_000) + "</p></x>".repeat(200_000)],
    ["tables in tables", "<table><tr><td>".repeat(50_000)],
    ["attributes", `<a ${Array.from({ length: 80_000 }, (_, index) => `a${index}`).join(" ")}>`],
    [
      "attributes after a quoted >",
      `<a x=">" ${Array.from({ length: 80_000 }, (_, index) => `a${index}`).join("/")}>`,
    ],
  ];
  // Without the bounds each takes far longer than a test may.
  for (const [name, html] of hostile) {
    it(`is not kept busy by endless ${name}`, async () => {
      expect((await extract(`<p>Hello</p>${html}`)).text).to.equal("Hello");
    });
  }

  it("is not kept busy by links within links", async () => {
    const { links } = await extract(`${"<a href=x><marquee>".repeat(2_000)}${"word ".repeat(300_000)}`);
    expect(links.map(({ text }) => text.slice(0, 9)))
      .to.include("word word")
      .and.have.lengthOf(2_000);
  });

  it("refuses a page of thousands of elements left open, whose attributes are compared with each other", async () => {
    const attributes = Array.from({ length: 40 }, (_, index) => `a${index}`).join(" ");
    const left = (count: number) =>
      Array.from({ length: count }, (_, index) => `<b id=${index} ${attributes}>`).join("");
    expect(await extract(left(3_000)).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    expect((await extract(`${left(300)}Hello`)).text).to.equal("Hello");
  });

  it("refuses a small page that grows into millions of elements", async () => {
    const left = Array.from({ length: 4_000 }, (_, index) => `<b id=${index}>`).join("");
    expect(
      await extract(`<p>${left}</p>${"<p>x".repeat(4_000)}`).catch((error: unknown) => error),
    ).to.be.instanceOf(RangeError);
    expect((await extract(`<p>${left.slice(0, 40)}</p>${"<p>x".repeat(4_000)}`)).text).to.have.length(7_999);
  });
});

describe("extractPlainText", () => {
  it("keeps lines and makes white space single", () => {
    expect(extractPlainText(Buffer.from(" a  b \r\n\r\n c@acme.example"), undefined, URL_)).to.deep.equal({
      title: "",
      description: "",
      text: "a b\nc@acme.example",
      facts: "",
      links: [],
      refresh: null,
      frames: [],
      emailSources: ["a b\nc@acme.example"],
    });
  });

  it("leaves out NUL, which could not be stored", () => {
    const { text } = extractPlainText(Buffer.from("Acme\0Pumps\n\0\nsince 1950\0"), undefined, URL_);
    expect(text).to.equal("Acme Pumps\nsince 1950");
  });

  it("falls back to UTF-8 for a charset nobody knows", () => {
    expect(extractPlainText(Buffer.from("é"), "x-none", URL_).text).to.equal("é");
  });
});
