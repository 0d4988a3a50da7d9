import { expect } from "chai";
import { readOrganization } from "../../../../src/runner/crawler/pages/read-organization.ts";

const SUMMARY = "Acme. Founded: 1999. Makes pumps";
const WHOLE =
  '{"@type":"Organization","name":"Acme","foundingDate":1999,"description":"Makes pumps","email":"info@acme.example"}';

describe("readOrganization", () => {
  for (const [name, block] of [
    ["as it should be", WHOLE],
    ["with a line break within a text", WHOLE.replace("Makes pumps", "Makes\n\tpumps")],
    ["with a comma too many", WHOLE.replace("}", ", \n}")],
    ["in a list that ends in a comma", `[${WHOLE},]`],
    ["in a comment", `<!-- ${WHOLE} -->`],
    ["in CDATA", `//<![CDATA[\n${WHOLE}\n//]]>`],
    ["escaped as HTML", WHOLE.replaceAll('"', "&quot;")],
    ["with the address of its type", WHOLE.replace("Organization", "https://schema.org/Organization")],
  ] as const) {
    it(`reads an organization ${name}`, () => {
      expect(readOrganization([block])).to.deep.equal({ summary: SUMMARY, emails: ["info@acme.example"] });
    });
  }

  it("gives its address, how many work there and when it was founded", () => {
    const block = JSON.stringify({
      "@graph": [
        { "@type": "WebSite", name: "A site" },
        {
          "@type": ["LocalBusiness", "Plumber"],
          name: "Acme",
          legalName: "Acme Ltd",
          address: {
            "@type": "PostalAddress",
            streetAddress: "1 Road",
            addressLocality: "Town",
            addressCountry: { "@type": "Country", name: "SG" },
          },
          numberOfEmployees: { "@type": "QuantitativeValue", minValue: 11, maxValue: 50 },
          foundingDate: "1999-01-01",
        },
      ],
    });
    expect(readOrganization([block])?.summary).to.equal(
      "Acme (Acme Ltd). Address: 1 Road, Town, SG. Employees: 11-50. Founded: 1999-01-01",
    );
  });

  it("keeps the address of one without a name, and quotes within texts", () => {
    const nameless = '{"@type":"Organization","contactPoint":{"email":"info@acme.example"}}';
    expect(readOrganization([nameless])).to.deep.equal({ summary: "", emails: ["info@acme.example"] });
    const quoted = '{"@type":"Organization","name":"The &quot;Acme&quot;"}';
    expect(readOrganization([quoted])?.summary).to.equal("The &quot;Acme&quot;");
  });

  it("is null for what is no organization or cannot be read", () => {
    for (const block of [
      "",
      "{",
      "null",
      "[]",
      '{"@type":"Person","name":"A"}',
      '{"@type":"Organization",,}',
    ]) {
      expect(readOrganization([block]), block).to.equal(null);
    }
  });
});
