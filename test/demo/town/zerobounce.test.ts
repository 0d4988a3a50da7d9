import { expect } from "chai";
import { z } from "zod";

import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const Batch = z.object({
  email_batch: z.array(z.looseObject({ address: z.string(), status: z.string(), sub_status: z.string() })),
});
const Credits = z.object({ Credits: z.coerce.number() });

describe("the town's ZeroBounce", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());

  const batch = (addresses: readonly string[], key = "zb-town-test") =>
    callVendor(town, "ZEROBOUNCE", "/v2/validatebatch", {
      body: {
        api_key: key,
        email_batch: addresses.map((email_address) => ({ email_address, ip_address: "" })),
      },
    });
  const validate = (email: string, key = "zb-town-test") =>
    callVendor(town, "ZEROBOUNCE", `/v2/validate?${new URLSearchParams({ api_key: key, email }).toString()}`);
  const credits = async (key: string) =>
    Credits.parse((await callVendor(town, "ZEROBOUNCE", `/v2/getcredits?api_key=${key}`)).body).Credits;

  it("calls about three of five of the town's addresses valid, and always the same ones", async () => {
    const addresses = town.companies.flatMap(({ people }) => people.map(({ email }) => email)).slice(0, 200);
    const results = Batch.parse((await batch(addresses)).body).email_batch;
    expect(results.map(({ address }) => address)).to.deep.equal(addresses);
    expect(results.filter(({ status }) => status === "valid").length).to.be.within(100, 140);
    expect(results.map(({ status }) => status)).to.include.members([
      "catch-all",
      "unknown",
      "invalid",
      "do_not_mail",
    ]);
    const again = Batch.parse((await batch(addresses)).body).email_batch;
    expect(again.map(({ status }) => status)).to.deep.equal(results.map(({ status }) => status));
  });

  it("charges every verdict but unknown, and its own test addresses never", async () => {
    const key = "zb-town-charged";
    const before = await credits(key);
    const addresses = town.companies.flatMap(({ people }) => people.map(({ email }) => email)).slice(0, 100);
    const results = Batch.parse((await batch([...addresses, "valid@example.com"], key)).body).email_batch;
    const unknown = results.filter(({ status }) => status === "unknown").length;
    expect(unknown).to.be.greaterThan(0);
    expect(before - (await credits(key))).to.equal(100 - unknown);
  });

  for (const [address, status, subStatus] of [
    ["valid@example.com", "valid", ""],
    ["invalid@example.com", "invalid", "mailbox_not_found"],
    ["disposable@example.com", "do_not_mail", "disposable"],
    ["not an address", "invalid", "failed_syntax_check"],
    ["ada@elsewhere.example", "invalid", "no_dns_entries"],
  ] as const) {
    it(`calls ${address} ${status}`, async () => {
      const { status: http, body } = await validate(address);
      expect(http).to.equal(200);
      expect(body).to.include({ address, status, sub_status: subStatus });
    });
  }

  it("says a bad key with 200: an error, or credits of -1", async () => {
    expect(await validate("valid@example.com", "other")).to.deep.include({ status: 200 });
    expect((await validate("valid@example.com", "other")).body).to.have.all.keys("error");
    expect((await batch(["valid@example.com"], "other")).body).to.have.all.keys("error");
    expect(await credits("other")).to.equal(-1);
  });

  it("refuses an empty batch and one of more than 200", async () => {
    expect((await batch([])).status).to.equal(400);
    expect((await batch(Array.from({ length: 201 }, (_, index) => `a${index}@example.com`))).status).to.equal(
      400,
    );
  });

  it("has no credits left while its quota is said to be used up", async () => {
    town.setFault({ vendor: "zerobounce", mode: "quota", match: "used-up", times: 1 });
    expect((await validate("used-up@example.com")).body).to.have.all.keys("error");
    expect(await credits("zb-town-test")).to.equal(0);
    expect((await validate("used-up@example.com")).body).to.have.property("status");
    expect(await credits("zb-town-test")).to.be.greaterThan(0);
  });
});
