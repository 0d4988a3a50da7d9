import { expect } from "chai";
import { extractEmails } from "../../../../src/runner/crawler/pages/extract-emails.ts";
import { extractHtml } from "../../../../src/runner/crawler/pages/extract-html.ts";
import { LABELLED_PAGES } from "./labelled-pages.ts";

const url = new URL("https://acme.example/");

describe("what is read of labelled pages", () => {
  for (const { name, html, text, noise = [], emails = [] } of LABELLED_PAGES) {
    it(`is the text and the addresses of ${name}`, async () => {
      const page = await extractHtml(
        { bytes: Buffer.from(html), charset: undefined, url },
        async () => undefined,
      );
      for (const phrase of text) expect(page.text).to.contain(phrase);
      for (const phrase of noise) expect(page.text).not.to.contain(phrase);
      expect(await extractEmails(page.emailSources, ["acme.example"], async () => undefined)).to.deep.equal(
        [...emails].sort(),
      );
    });
  }

  it("holds what a page says of its company for search engines", async () => {
    const data = {
      "@type": "LocalBusiness",
      name: "Acme Pumps",
      legalName: "Acme Pumps Pte. Ltd.",
      address: {
        streetAddress: "1 Quay Road",
        postalCode: "018989",
        addressLocality: "Singapore",
        addressCountry: { name: "SG" },
      },
      numberOfEmployees: { "@type": "QuantitativeValue", minValue: 51, maxValue: 200 },
      foundingDate: "1950",
      description: "Pumps for <b>water works</b>",
    };
    const html = `<script type="application/ld+json">\n//<![CDATA[\n${JSON.stringify([data])}\n//]]></script>
      <script type="application/ld+json">{"@type":"Product","name":"P1"}</script><script type="application/ld+json">{broken</script>`;
    const page = await extractHtml(
      { bytes: Buffer.from(html), charset: undefined, url },
      async () => undefined,
    );
    expect(page.facts).to.equal(
      "Acme Pumps (Acme Pumps Pte. Ltd.). Address: 1 Quay Road, 018989, Singapore, SG. Employees: 51-200. Founded: 1950. Pumps for water works",
    );
  });

  it("names links by their pictures' words where they have no others", async () => {
    const html = `<a href="/a"><img alt="About us" src="a.png"></a><a href="/b" aria-label="Contact"><svg></svg></a><map><area href="/c" alt="Our team"></map>`;
    const page = await extractHtml(
      { bytes: Buffer.from(html), charset: undefined, url },
      async () => undefined,
    );
    expect(page.links.map(({ text }) => text)).to.deep.equal(["About us", "Contact", "Our team"]);
  });
});
