import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { COMPANY_FILES, companyFileContent } from "../../../demo/town/companies/company-files.ts";
import { createCompanies } from "../../../demo/town/companies/create-companies.ts";
import { UNREADABLE_KINDS } from "../../../demo/town/companies/site-plan.ts";
import type { SiteKind } from "../../../demo/town/companies/town-company.ts";

const demoFile = (name: string) => readFileSync(join(import.meta.dirname, "../../../demo", name), "utf8");
const Rows = z.array(z.record(z.string(), z.string()));

describe("the town's companies", () => {
  it("are the same 120 at every call", () => {
    expect(createCompanies()).to.have.length(120).and.to.deep.equal(createCompanies());
  });

  it("share no domain, registration number or e-mail address", () => {
    const companies = createCompanies();
    for (const values of [
      companies.map(({ domain }) => domain),
      companies.map(({ name }) => name),
      companies.map(({ registrationNumber }) => registrationNumber),
      companies.flatMap(({ people, emails }) => [...people.map(({ email }) => email), ...emails]),
    ]) {
      expect(values.length).to.equal(new Set(values).size);
    }
  });

  it("have host names that are plain ASCII under .example", () => {
    for (const { domain, website } of createCompanies()) {
      expect(domain).to.match(/^[a-z0-9]+(-[a-z0-9]+)*\.example$/);
      expect(website).to.equal(`http://${domain}`);
    }
  });

  for (const { tenant, failing, robots } of [
    { tenant: "acme", failing: 6, robots: 3 },
    { tenant: "globex", failing: 24, robots: 2 },
  ]) {
    it(`give ${tenant} ${failing} unreadable sites of 60, ${robots} closed to robots and leads of all strengths`, () => {
      const own = createCompanies().filter((company) => company.tenant === tenant);
      const ofKind = (kind: SiteKind) => own.filter(({ site }) => site === kind);
      const ofStrength = (strength: string) => own.filter((company) => company.strength === strength);
      expect(own).to.have.length(60);
      expect(own.filter(({ site }) => UNREADABLE_KINDS.has(site))).to.have.length(failing);
      expect(ofKind("robots-blocked")).to.have.length(robots);
      expect(ofKind("tarpit")).to.have.length(1);
      expect(ofKind("good").filter(({ strength }) => strength === "strong").length).to.be.at.least(15);
      for (const strength of ["strong", "medium", "weak"]) {
        expect(ofStrength(strength).length, strength).to.be.within(18, 22);
      }
    });
  }
});

describe("the demo's company files", () => {
  for (const file of COMPANY_FILES) {
    it(`demo/${file.name} is what the generator writes`, () => {
      expect(demoFile(file.name)).to.equal(companyFileContent(file));
    });

    it(`demo/${file.name} reads back as 60 whole rows`, () => {
      const rows = Rows.parse(parse(demoFile(file.name), { bom: true, columns: true }));
      const expected = createCompanies()
        .filter(({ tenant }) => tenant === file.tenant)
        .map((company) => ({
          company_name: company.name,
          website: company.website,
          registration_number: company.registrationNumber,
          industry: company.industry,
          ssic_code: company.ssicCode,
          country: company.country,
          employees: String(company.employees),
          description: company.description,
        }));
      expect(rows).to.have.length(60).and.to.deep.equal(expected);
    });
  }

  it("demo/companies.csv is as spreadsheets save it: byte order mark, CRLF, quotes, commas, other alphabets", () => {
    const text = demoFile("companies.csv");
    expect(text.slice(0, "\uFEFFcompany_name,".length)).to.equal("\uFEFFcompany_name,");
    expect(text.split("\r\n").filter((line) => line !== "")).to.have.length(61);
    expect(text).to.match(/\r\n""""?\w/);
    expect(text).to.include('""family-run since day one""');
    expect(text).to.include(', Inc."');
    expect(text).to.include("Ångström").and.to.include("Café Solène");
  });
});
