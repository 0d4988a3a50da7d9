import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { expect } from "chai";
import { request } from "undici";
import {
  createGuardedDispatcher,
  createGuardedLookup,
} from "../../../../src/runner/crawler/fetching/create-guarded-dispatcher.ts";
import { startSites } from "../site-server.ts";

function answering(...answers: readonly LookupAddress[][]): LookupFunction {
  const left = [...answers];
  return (_hostname, _options, callback) => callback(null, left.shift() ?? []);
}

/** What the look-up gives, or the code it fails with. */
function resolve(lookup: LookupFunction, all: boolean): Promise<unknown> {
  return new Promise((done) => {
    createGuardedLookup(lookup)("acme.example", { all }, (error, answer) =>
      done(error === null ? answer : error.code),
    );
  });
}

describe("createGuardedLookup", () => {
  const publicAddress = { address: "8.8.8.8", family: 4 };
  const privateAddress = { address: "10.0.0.1", family: 4 };

  it("lets only public addresses through to the socket", async () => {
    expect(await resolve(answering([privateAddress, publicAddress]), true)).to.deep.equal([publicAddress]);
    expect(await resolve(answering([privateAddress, publicAddress]), false)).to.equal("8.8.8.8");
    expect(
      await resolve(answering([privateAddress, { address: "::ffff:10.0.0.1", family: 6 }]), true),
    ).to.equal("address_refused");
  });

  it("judges every answer anew, so that a name may not change its mind", async () => {
    const lookup = answering([publicAddress], [privateAddress]);
    expect(await resolve(lookup, true)).to.deep.equal([publicAddress]);
    expect(await resolve(lookup, true)).to.equal("address_refused");
  });

  it("passes the resolver's own failure on", async () => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
    expect(await resolve(failing, true)).to.equal("ENOTFOUND");
  });
});

describe("createGuardedDispatcher", () => {
  it("opens no socket for a name that resolves into our own network", async () => {
    const server = await startSites({ "self/": "hello" });
    const { port } = new URL(server.origin);
    const lookup = (): LookupFunction => answering([{ address: "127.0.0.1", family: 4 }]);
    const ask = async (allowPrivate: boolean): Promise<unknown> => {
      const dispatcher = createGuardedDispatcher({ timeoutMs: 1_000, allowPrivate }, lookup());
      try {
        return (await request(`http://acme.example:${port}/`, { dispatcher })).statusCode;
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      } finally {
        await dispatcher.destroy();
      }
    };
    expect(await ask(false)).to.equal("address_refused");
    expect(await ask(true)).to.equal(200);
    expect(server.requests).to.deep.equal(["self /"]);
    await server.close();
  });
});
