import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { sendRequest } from "../../../src/vendors/http/send-request.ts";
import { VERSION } from "../../../src/version.ts";
import { rejection } from "../../support/rejection.ts";
import { type FakeVendor, startFakeVendor } from "../fake-vendor.ts";

describe("a request to a vendor", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  async function textOf(answer: Awaited<ReturnType<typeof sendRequest>>): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body ?? []) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it("says who asks, unless the client says so itself, and asks for no compression", async () => {
    vendor.answer({ json: {} });
    await sendRequest(vendor.baseUrl, { method: "POST", body: "{}" });
    await sendRequest(vendor.baseUrl, { headers: new Headers({ "user-agent": "OpenAI/JS 7" }) });
    const [first, second] = vendor.seen;
    expect(first).to.deep.include({ method: "POST", body: {} });
    expect(first?.headers["user-agent"]).to.equal(`nightshift/${VERSION}`);
    expect(first?.headers).not.to.have.property("accept-encoding");
    expect(second).to.deep.include({ method: "GET", body: null });
    expect(second?.headers["user-agent"]).to.equal("OpenAI/JS 7");
  });

  it("reads what is compressed all the same, and fails where it breaks off", async () => {
    const text = "a".repeat(10_000);
    const compressed = { gzip: gzipSync(text), deflate: deflateSync(text), br: brotliCompressSync(text) };
    for (const [encoding, bytes] of Object.entries(compressed)) {
      vendor.answer((response) => response.writeHead(200, { "content-encoding": encoding }).end(bytes));
      expect(await textOf(await sendRequest(vendor.baseUrl, {}))).to.equal(text);
    }
    vendor.answer((response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(compressed.gzip.subarray(0, 30)),
    );
    expect(await rejection(textOf(await sendRequest(vendor.baseUrl, {})))).to.be.instanceOf(Error);
  });

  it("follows no redirect, which would carry the key away, and keeps every header", async () => {
    vendor.answer((response) =>
      response
        .writeHead(307, { location: "http://127.0.0.1:9/", "retry-after": "3", link: ["<a>", "<b>"] })
        .end(),
    );
    const { status, headers } = await sendRequest(vendor.baseUrl, { redirect: "manual" });
    expect(status).to.equal(307);
    expect(headers.get("retry-after")).to.equal("3");
    expect(headers.get("link")).to.equal("<a>, <b>");
  });

  it("refuses to send anything but text", async () => {
    const error = await rejection(sendRequest(vendor.baseUrl, { method: "POST", body: new Uint8Array(1) }));
    expect(error).to.be.instanceOf(TypeError);
  });
});
