import { expect } from "chai";
import { ConfigurationError } from "../../src/errors.ts";
import { createVendors } from "../../src/vendors/create-vendors.ts";
import { vendors } from "../../src/vendors/vendors.ts";
import { TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };

describe("the vendors of an installation", () => {
  it("are absent without a key, and said to be", () => {
    const { missing, ...clients } = createVendors({ LUSHA_API_KEY: "k", TAVILY_API_KEY: "" });
    expect(Object.entries(clients).filter(([, client]) => client !== null)).to.have.length(1);
    expect(clients.lusha).not.to.equal(null);
    expect(missing.map(({ name }) => name)).to.deep.equal(["tavily", "openai", "zerobounce"]);
  });

  it("each have one entry in the list", () => {
    expect(vendors.map(({ name }) => name)).to.deep.equal([
      "tavily",
      "openai",
      "lusha",
      "zerobounce",
      "odoo",
    ]);
  });

  /** Where ZeroBounce's two kinds of call go. */
  async function addresses(settings: { ZEROBOUNCE_BASE_URL?: string }): Promise<string[]> {
    const hosts: string[] = [];
    const { zerobounce } = createVendors({ ZEROBOUNCE_API_KEY: "k", ...settings }, async (url) => {
      hosts.push(new URL(url instanceof Request ? url.url : url).host);
      return new Response("{}", { status: 500 });
    });
    if (zerobounce === null) throw new Error("there is a key");
    await vendorErrorOf(zerobounce.validate("a@acme.test", CONTEXT));
    await vendorErrorOf(zerobounce.validateBatch(["a@acme.test"], CONTEXT));
    return hosts;
  }

  it("send ZeroBounce's batches to its bulk host", async () => {
    expect(await addresses({})).to.deep.equal(["api.zerobounce.net", "bulkapi.zerobounce.net"]);
  });

  it("send both of ZeroBounce's kinds of call to a base URL that is set", async () => {
    const ZEROBOUNCE_BASE_URL = "http://127.0.0.1:9/zerobounce";
    expect(await addresses({ ZEROBOUNCE_BASE_URL })).to.deep.equal(["127.0.0.1:9", "127.0.0.1:9"]);
  });

  it("name the setting that cannot be used, and not its value", () => {
    const bad = {
      TAVILY_API_KEY: "two words",
      OPENAI_BASE_URL: "ftp://models",
      LUSHA_BASE_URL: "http://x/?key=1",
    };
    try {
      createVendors(bad);
      expect.fail("it was accepted");
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      expect(error.settings.map(({ name }) => name)).to.deep.equal([
        "TAVILY_API_KEY",
        "OPENAI_BASE_URL",
        "LUSHA_BASE_URL",
      ]);
      expect(error.message).not.to.match(/two words|ftp:|key=1/);
    }
  });
});
