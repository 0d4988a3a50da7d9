import { expect } from "chai";
import { probableCause } from "../../../src/alerts/cards/probable-cause.ts";

const CODES = [{ codes: ["odoo_auth"], means: "the key is refused", goTo: null }];
const errors = (errorCode: string) => [{ errorCode, count: 3, examples: [] }];

describe("the cause of an alert", () => {
  it("is what its runbook says of the most frequent error", () => {
    expect(probableCause("3 leads did not reach Odoo.", errors("odoo_auth"), null, CODES)).to.equal(
      "`odoo_auth`, 3 times: the key is refused",
    );
  });

  it("does not say again what the summary says", () => {
    expect(probableCause("3 failed; mostly odoo_auth (3).", errors("odoo_auth"), null, CODES)).to.equal(
      "the key is refused",
    );
    expect(probableCause("3 failed; mostly other (3).", errors("other"), null, CODES)).to.equal(null);
    expect(probableCause("Failed: no key.", [], { stage: "lusha", reason: "no key" }, CODES)).to.equal(null);
  });

  it("is at least the error that no runbook explains, or what the failed stage said", () => {
    expect(probableCause("3 failed.", errors("other"), null, CODES)).to.equal("`other`, 3 times");
    expect(probableCause("Failed.", [], { stage: "lusha", reason: "no key" }, CODES)).to.equal(
      "`lusha`: no key",
    );
    expect(probableCause("Failed.", [], { stage: "lusha", reason: null }, CODES)).to.equal(null);
    expect(probableCause("Failed.", [], null, CODES)).to.equal(null);
  });
});
