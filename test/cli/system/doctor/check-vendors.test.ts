import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { checkVendors } from "../../../../src/cli/system/doctor/check-vendors.ts";
import { readEnvironment } from "../../../../src/config/environment.ts";

/** What each vendor's free call answers to a good key, and to a wrong or revoked one. */
const ANSWERS: Readonly<Record<string, { good: [number, unknown]; bad: [number, unknown] }>> = {
  "/usage": { good: [200, { key: {} }], bad: [401, { detail: { error: "Unauthorized" } }] },
  "/models": { good: [200, { data: [] }], bad: [401, { error: {} }] },
  "/v3/account/usage": { good: [200, { credits: {} }], bad: [401, {}] },
  "/v2/getcredits": { good: [200, { Credits: "42" }], bad: [200, { Credits: -1 }] },
};

describe("what the doctor says of the vendors' keys", () => {
  let server: Server;
  let url = "";

  before(async () => {
    server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? "", "http://x");
      const given = [search, request.headers.authorization, request.headers["api_key"]].join(" ");
      const [status, body] = ANSWERS[pathname]?.[given.includes("good-key") ? "good" : "bad"] ?? [404, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });

  after(() => new Promise<unknown>((done) => server.close(done)));

  const check = async (key: string, base = url) => {
    const settings = ["TAVILY", "OPENAI", "LUSHA", "ZEROBOUNCE"].flatMap((name) => [
      [`${name}_API_KEY`, key] as const,
      [`${name}_BASE_URL`, base] as const,
    ]);
    const findings = await checkVendors(readEnvironment(Object.fromEntries(settings)));
    return findings.map(({ subject, status }) => `${subject} ${status}`);
  };

  it("takes good keys", async () => {
    expect(await check("good-key")).to.deep.equal(["Tavily ok", "OpenAI ok", "Lusha ok", "ZeroBounce ok"]);
  });

  it("fails for wrong or revoked keys, also where ZeroBounce answers 200 to them", async () => {
    expect(await check("wrong")).to.deep.equal([
      "Tavily fail",
      "OpenAI fail",
      "Lusha fail",
      "ZeroBounce fail",
    ]);
  });

  it("only warns where nobody answers", async () => {
    expect(new Set(await check("good-key", "http://127.0.0.1:1"))).to.deep.equal(
      new Set(["Tavily warn", "OpenAI warn", "Lusha warn", "ZeroBounce warn"]),
    );
  });
});
