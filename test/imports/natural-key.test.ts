import { expect } from "chai";
import { naturalKey } from "../../src/imports/natural-key.ts";
import { readWebsite } from "../../src/imports/read-website.ts";

function site(text: string) {
  const website = readWebsite(text);
  if ("problem" in website) throw new Error(website.problem);
  return website;
}

describe("naturalKey", () => {
  const name = "Straße  Bay";
  const website = site("https://www.bay.example/about");

  it("is the registration number, however it is spaced and cased", () => {
    expect(naturalKey({ name, website, registrationNumber: "HRB 01 0007" })).to.equal("reg:hrb010007");
    expect(naturalKey({ name, website: null, registrationNumber: "hrb010007" })).to.equal("reg:hrb010007");
  });

  it("is the domain without a registration number", () => {
    expect(naturalKey({ name, website, registrationNumber: null })).to.equal("domain:bay.example");
  });

  it("is the name without either, and where many companies share the domain", () => {
    expect(naturalKey({ name: "BAY", website: null, registrationNumber: null })).to.equal("name:bay");
    const page = site("facebook.com/bay");
    expect(naturalKey({ name: "Bay", website: page, registrationNumber: null })).to.equal("name:bay");
  });
});
