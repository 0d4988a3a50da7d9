import { expect } from "chai";
import { getMetadataArgsStorage } from "typeorm";
import { COMMANDS } from "../../src/bot/commands/commands.ts";
import { SLACK_SCOPES } from "../../src/bot/posting/slack-scopes.ts";
import { EXIT_CODES } from "../../src/cli/kit/exit-codes.ts";
import { ENTITIES } from "../../src/entities/entities.ts";
import { ROLES } from "../../src/entities/vocabulary.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { DEFAULT_PRICE_CARDS } from "../../src/observability/costs/price-cards.ts";
import { vendors } from "../../src/vendors/vendors.ts";
import { readTable } from "./read-docs.ts";

describe("README.md and the pages it leads to", () => {
  it("have every route with what it needs", () => {
    const rows = readTable("docs/http.md", "Routes").map((row) => row.slice(0, 3));
    const expected = ROUTES.map(({ method, path, scope }) => [
      method.toUpperCase(),
      path,
      scope ?? "nothing",
    ]);
    expect(rows).to.have.deep.members([...expected, ["POST", "/slack/events", "Slack's signature"]]);
  });

  it("have every slash command with its description", () => {
    const expected = COMMANDS.map(({ name, description }) => [name, description]);
    expect(readTable("docs/slack-commands.md", "Slack commands")).to.deep.equal(expected);
  });

  it("have every exit code", () => {
    const expected = Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]);
    expect(readTable("docs/command-line.md", "Exit codes")).to.deep.equal(expected);
  });

  it("name tables that there are", () => {
    const tables = getMetadataArgsStorage()
      .filterTables([...ENTITIES])
      .map(({ name }) => name);
    const cells = readTable("docs/records.md", "Where things are recorded").map(([, where = ""]) => where);
    const named = cells.flatMap((where) => where.match(/\b[a-z]+(?:_[a-z]+)+\b|\balerts\b/g) ?? []);
    expect(named).to.have.length.greaterThan(10);
    expect(tables).to.include.members(named);
  });

  it("have every scope of the bot, and every role", () => {
    const scopes = readTable("docs/connecting-slack.md", "What the bot may do").map(([scope]) => scope);
    expect(scopes).to.deep.equal(SLACK_SCOPES.map(({ scope }) => scope));
    const roles = readTable("docs/connecting-slack.md", "6. People").map(([role]) => role);
    expect(roles).to.deep.equal([...ROLES]);
  });

  it("have every vendor with its setting, and what a credit is taken to cost", () => {
    const rows = readTable("docs/real-vendors.md", "Real vendors");
    expect(rows.map(([label]) => label)).to.have.members(vendors.map(({ label }) => label));
    for (const { label, settings } of vendors) {
      const row = rows.find(([name]) => name === label);
      expect(row?.[1]).to.equal(settings?.apiKey ?? "per tenant, in the database");
    }
    const prices = readTable("docs/real-vendors.md", "What it costs").map(([vendor, usd]) => [vendor, usd]);
    expect(prices).to.deep.equal(
      DEFAULT_PRICE_CARDS.map(({ vendor, priceNanoUsd }) => [vendor, String(Number(priceNanoUsd) / 1e9)]),
    );
  });
});
