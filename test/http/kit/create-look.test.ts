import { expect } from "chai";
import { createLook } from "../../../src/http/kit/create-look.ts";
import { rejection } from "../../support/rejection.ts";

describe("createLook", () => {
  function counted(keptMs: number) {
    const state = { looks: 0, next: Promise.resolve() };
    const look = createLook(async (key: { readonly name: string }) => {
      state.looks += 1;
      const number = state.looks;
      await state.next;
      return `${key.name} ${number}`;
    }, keptMs);
    return { state, look };
  }

  it("looks once for any number of askers, and keeps the answer", async () => {
    const { state, look } = counted(60_000);
    const key = { name: "a" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => look(key)));
    expect(new Set(answers)).to.deep.equal(new Set(["a 1"]));
    expect(await look(key)).to.equal("a 1");
    expect(state.looks).to.equal(1);
  });

  it("looks again once the answer is too old", async () => {
    const { look } = counted(0);
    const key = { name: "a" };
    expect([await look(key), await look(key)]).to.deep.equal(["a 1", "a 2"]);
  });

  it("begins no second look beside one that hangs, however long that takes", async () => {
    const { state, look } = counted(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    state.next = promise;
    const key = { name: "a" };
    const first = look(key);
    const second = look(key);
    expect(state.looks).to.equal(1);
    resolve();
    expect([await first, await second]).to.deep.equal(["a 1", "a 1"]);
  });

  it("keeps things apart, and shares a failure", async () => {
    const { look } = counted(60_000);
    expect([await look({ name: "a" }), await look({ name: "a" })]).to.deep.equal(["a 1", "a 2"]);
    let looks = 0;
    const failing = createLook(() => {
      looks += 1;
      return Promise.reject(new RangeError("no"));
    }, 60_000);
    const key = {};
    for (const failure of [await rejection(failing(key)), await rejection(failing(key))])
      expect(failure).to.be.instanceOf(RangeError);
    expect(looks).to.equal(1);
  });
});
