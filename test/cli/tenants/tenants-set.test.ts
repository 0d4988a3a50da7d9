import { expect } from "chai";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

describe("changing and showing a tenant", () => {
  let test: TestDatabase;
  const cli = createCli("tenants", () => test);

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });

  after(() => test.drop());

  it("changes name, time zone and who is called, and shows all of it", async () => {
    const options = ["--name", "Acme AG", "--timezone", "Europe/Berlin", "--call", "U012AB3CD,S0ONCALL1"];
    expect(await cli("set", "acme", ...options)).to.include({ code: 0 });
    const { out } = await cli("show", "acme");
    expect(out)
      .to.match(/^name +Acme AG$/m)
      .and.match(/^time zone +Europe\/Berlin$/m)
      .and.match(/^called +U012AB3CD, S0ONCALL1$/m);
    await cli("set", "acme", "--call", "none");
    expect((await cli("show", "acme")).out).to.match(/^called +nobody/m);
    expect((await cli("show", "acme")).out).to.match(/^name +Acme AG$/m);
  });

  const refused: [string, string[], RegExp][] = [
    ["nothing to change", [], /say what to change/],
    ["a time zone that there is not", ["--timezone", "Mars/Base"], /--timezone/],
    ["somebody who is no Slack id", ["--call", "jo"], /--call/],
    ["an empty name", ["--name", " "], /--name/],
  ];
  for (const [what, options, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, message: said } = await cli("set", "acme", ...options);
      expect(code).to.equal(2);
      expect(said).to.match(message);
    });
  }

  it("says which time zone a new tenant has when none was named", async () => {
    const { message } = await cli("create", "zeta", "--name", "Zeta");
    expect(message).to.include("Asia/Singapore, the default");
    const named = await cli("create", "eta", "--name", "Eta", "--timezone", "UTC", "--call", "U012AB3CD");
    expect(named.message).to.include("UTC").and.not.include("default");
    expect((await cli("show", "eta")).out).to.match(/^called +U012AB3CD$/m);
  });
});
