import { expect } from "chai";
import { createUpserts, type ExecuteOdoo } from "../../src/vendors/odoo-upsert.ts";
import { VendorError, type VendorErrorKind } from "../../src/vendors/vendor.ts";
import { TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

const COMPANY = { ref: "co-1", name: "Acme", isCompany: true } as const;
const CONTEXT = { traceId: TRACE_ID };

/** An Odoo with one record, whose `write` fails; before that, somebody may delete the record. */
function failingOdoo(kind: VendorErrorKind, isDeleted: boolean) {
  const called: string[] = [];
  let isThere = true;
  const execute: ExecuteOdoo = async (operation, { method }, answer) => {
    called.push(method);
    if (method === "search_read") return answer.parse(isThere ? [{ id: 7 }] : []);
    if (method === "load") return answer.parse({ ids: [8] });
    isThere = !isDeleted;
    throw new VendorError("odoo", kind, { operation });
  };
  return { called, odoo: createUpserts(execute) };
}

describe("a record of Odoo that is written to", () => {
  // MissingError is 404 over JSON-2, and over XML-RPC a warning, fault 2.
  for (const kind of ["not_found", "bad_request"] as const) {
    it(`is made anew when somebody deleted it after it was found, which is ${kind}`, async () => {
      const { called, odoo } = failingOdoo(kind, true);
      const { value } = await odoo.upsertPartner(COMPANY, CONTEXT);
      expect(value).to.deep.equal({ id: 8, created: true });
      expect(called).to.deep.equal(["search_read", "write", "search_read", "load"]);
    });

    it(`is not made a second time when ${kind} says something else`, async () => {
      const { called, odoo } = failingOdoo(kind, false);
      expect((await vendorErrorOf(odoo.upsertPartner(COMPANY, CONTEXT))).kind).to.equal(kind);
      expect(called).not.to.include("load");
    });
  }

  it("is not looked for again when Odoo could not be asked", async () => {
    const { called, odoo } = failingOdoo("network", true);
    expect((await vendorErrorOf(odoo.upsertPartner(COMPANY, CONTEXT))).kind).to.equal("network");
    expect(called).to.deep.equal(["search_read", "write"]);
  });
});
