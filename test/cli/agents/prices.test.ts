import { expect } from "chai";
import { listPriceCards } from "../../../src/observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS, findPriceCard } from "../../../src/observability/costs/price-cards.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const NOW = new Date("2026-11-22T08:00:00Z");

describe("the prices command", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) await createTestTenant(test.database, tenantId);
  });
  after(() => test.drop());

  const cli = createCli("prices", () => test, { clock: () => NOW });

  const priceOf = async (tenantId: string, quantity: number, at: string) => {
    const cards = await test.database.withTenant(tenantId, (it) => listPriceCards(it, tenantId));
    const price = createPriceCharge([...cards, ...DEFAULT_PRICE_CARDS]);
    return price("lusha", { unit: "credit", quantity }, new Date(at)).nanoUsd;
  };

  it("sets what a tenant pays from a day on, for this tenant alone, and takes it back", async () => {
    const set = await cli("set", "lusha", "0.065", "--tenant", "acme", "--from", "2026-12-01");
    expect(set).to.include({ code: 0 });
    expect(await priceOf("acme", 2, "2026-11-30T23:59:59Z")).to.equal(200_000_000n);
    expect(await priceOf("acme", 2, "2026-12-01T00:00:00Z")).to.equal(130_000_000n);
    expect(await priceOf("globex", 2, "2026-12-01T00:00:00Z")).to.equal(200_000_000n);
    const { out } = await cli("list", "--tenant", "acme");
    expect(out.indexOf("own:lusha:credit:2026-12-01")).to.be.within(0, out.indexOf("default:lusha"));
    expect(out).to.include("Assumption");
    const id = "own:lusha:credit:2026-12-01";
    expect((await cli("remove", id, "--tenant", "globex")).out).to.include("has no price");
    expect((await cli("remove", id, "--tenant", "acme")).out).to.equal(`Removed the price ${id}.\n`);
    expect(await priceOf("acme", 2, "2026-12-01T00:00:00Z")).to.equal(200_000_000n);
    const audited = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select action, subject from audit_log order by at"),
    );
    expect(audited).to.deep.equal([
      { action: "price.set", subject: id },
      { action: "price.remove", subject: id },
    ]);
  });

  it("sets a model's price by the million tokens", async () => {
    const model = ["--tenant", "globex", "--model", "gpt-5-mini*"];
    await cli("set", "openai", "0.20", ...model, "--unit", "input_mtok");
    await cli("set", "openai", "1", ...model, "--unit", "output_mtok");
    const cards = await test.database.withTenant("globex", (it) => listPriceCards(it, "globex"));
    const charge = { unit: "token", model: "gpt-5-mini-2025-08-07", cachedInputTokens: 0 } as const;
    const price = createPriceCharge(cards);
    expect(
      price("openai", { ...charge, inputTokens: 1_000_000, outputTokens: 500_000 }, NOW).nanoUsd,
    ).to.equal(700_000_000n);
  });

  it("has the price that names more of a model go before one for more models, whenever it was set", async () => {
    const set = (usd: string, model: string, ...more: string[]) =>
      cli("set", "openai", usd, "--tenant", "acme", "--model", model, "--unit", "input_mtok", ...more);
    await set("4", "gpt-6*", "--from", "2026-11-20");
    await set("1", "gpt-6-mini*", "--from", "2026-11-01");
    await set("2", "gpt-6", "--from", "2026-11-01");
    await set("3", "gpt-6-mini*", "--from", "2026-11-10");
    const cards = await test.database.withTenant("acme", (it) => listPriceCards(it, "acme"));
    const input = (model: string) =>
      findPriceCard(cards, { vendor: "openai", model, unit: "input_mtok", at: NOW })?.priceNanoUsd;
    expect(["gpt-6-mini-2026", "gpt-6", "gpt-6-pro"].map(input)).to.deep.equal([
      3_000_000_000n,
      2_000_000_000n,
      4_000_000_000n,
    ]);
  });

  const refused: readonly [says: string, args: string[], message: RegExp][] = [
    ["a vendor nobody pays", ["set", "initech", "1"], /vendor: must be one of/],
    ["a price that is none", ["set", "lusha", "cheap"], /not an amount/],
    ["a price below zero", ["set", "lusha", "--", "-1"], /not below zero/],
    ["a day that is none", ["set", "lusha", "1", "--from", "2026-02-31"], /such as 2026-12-01/],
    ["an end before the beginning", ["set", "lusha", "1", "--to", "2026-11-22"], /not after --from/],
    ["a unit nobody counts", ["set", "lusha", "1", "--unit", "pound"], /--unit: must be one of/],
    ["a vendor that charges nothing", ["set", "odoo", "1"], /odoo charges nothing/],
    ["credits of who charges by tokens", ["set", "openai", "1"], /by the token: say --unit input_mtok/],
    ["tokens of who charges by credits", ["set", "lusha", "1", "--unit", "input_mtok"], /by the credit/],
    ["a model of credits", ["set", "lusha", "1", "--model", "x"], /goes with a price of tokens/],
  ];
  for (const [says, args, message] of refused) {
    it(`refuses ${says}`, async () => {
      const [first = "", ...rest] = args;
      const answer = await cli(first, "--tenant", "acme", ...rest);
      expect(answer.message).to.match(message);
      expect(answer.code).to.equal(2);
    });
  }
});
