import { expect } from "chai";
import { extractEmails } from "../../../../src/runner/crawler/pages/extract-emails.ts";
import { patience } from "../../../support/patience.ts";

const breathe = async () => undefined;

function extract(text: string): Promise<string[]> {
  return extractEmails([text], ["acme.example"], breathe);
}

describe("extractEmails", () => {
  it("takes addresses of the site and its subdomains, lower-cased, sorted, each once", async () => {
    expect(await extract("Sales@ACME.example, info@mail.acme.example; sales@acme.example.")).to.deep.equal([
      "info@mail.acme.example",
      "sales@acme.example",
    ]);
  });

  it("takes webmail and leaves other companies out", async () => {
    expect(await extract("acme.pumps@gmail.com agency@webdesign.example logo@2x.png")).to.deep.equal([
      "acme.pumps@gmail.com",
    ]);
  });

  it("reads bracketed spellings", async () => {
    expect(await extract("info [at] acme [dot] example, jobs(at)acme.example")).to.deep.equal([
      "info@acme.example",
      "jobs@acme.example",
    ]);
  });

  it("reads addresses with characters in them that nobody sees, and a wide @", async () => {
    const texts = ["info\u200b@\u200bacme.example", "sales@ac\u00adme.example", "jobs\uff20acme.example"];
    expect(await extractEmails(texts, ["acme.example"], async () => undefined)).to.deep.equal([
      "info@acme.example",
      "jobs@acme.example",
      "sales@acme.example",
    ]);
  });

  it("leaves malformed addresses out", async () => {
    expect(await extract("a..b@acme.example x.@acme.example a@-acme.example a@.acme.example")).to.deep.equal(
      [],
    );
  });

  it("stops at fifty", async () => {
    expect(
      await extract(Array.from({ length: 80 }, (_, index) => `p${index}@acme.example`).join(" ")),
    ).to.have.lengthOf(50);
  });

  it("takes no time for hostile text", async () => {
    const startedAt = performance.now();
    await extractEmails(
      ["a@".repeat(200_000), `a@${"b.".repeat(200_000)}`, "[".repeat(200_000)],
      ["acme.example"],
      breathe,
    );
    expect(performance.now() - startedAt).to.be.below(patience(5_000));
  });
});
