import { expect } from "chai";
import { createHandover } from "../../../src/runner/leads/handover/odoo-handover.ts";

const COMPANY = {
  companyId: "0b5c7f3e-8a64-4d1b-9d53-000000000001",
  name: "Firm <b>& Sons</b> info@firm.example",
  website: "https://firm.example",
  domain: "firm.example",
  industry: null,
  country: null,
  employees: null,
  description: null,
};

describe("what Odoo gets", () => {
  const handover = createHandover(COMPANY, {
    scored: {
      score: 71,
      bucket: "High",
      rationale: `Hires <img src=x onerror=alert(1)> & "grows" [s1] <a href='http://evil.example'>now</a>, says jane@firm.example, password: hunter2`,
      citedSignals: ["s1"],
    },
    emails: [{ email: "sales@firm.example", status: "verified", isWebmail: false }],
    contacts: [
      { contactId: "c", firstName: "Jane", lastName: "jane@firm.example", title: "Head, key=abc12345" },
    ],
    allowWebmail: false,
  });

  it("is a description of text, escaped, in one paragraph of ours", () => {
    const { description } = handover.lead;
    expect(description).to.match(/^<p>[^<>]*<\/p>$/);
    expect(description).to.contain("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;grows&quot;");
    expect(description).to.contain("&lt;a href=&#39;http://evil.example&#39;&gt;now&lt;/a&gt;");
  });

  it("has addresses and secrets masked, but for the address that is the lead's", () => {
    expect(handover.lead.email).to.equal("sales@firm.example");
    expect(handover.company.email).to.equal("sales@firm.example");
    const { email: _lead, ...lead } = handover.lead;
    const { email: _company, ...company } = handover.company;
    const rest = JSON.stringify({ lead, company, people: handover.people });
    expect(rest).to.contain("i***@firm.example").and.to.contain("j***@firm.example");
    for (const secret of ["info@", "jane@", "hunter2", "abc12345"]) expect(rest).not.to.contain(secret);
  });
});
