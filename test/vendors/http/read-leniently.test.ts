import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";
import { readLeniently } from "../../../src/vendors/http/read-leniently.ts";

const ORIGIN = { vendor: "tavily", operation: "search", status: 200 } as const;
const Row = z.object({ id: z.number(), name: z.string().nullish() });
const Answer = z.object({ rows: z.array(Row), note: z.string().nullish() });
const read = (data: unknown) => readLeniently(Answer, data, ORIGIN);

describe("readLeniently", () => {
  it("leaves a good answer alone", () => {
    const answer = { rows: [{ id: 1, name: "a" }], note: null };
    expect(read(answer)).to.deep.equal({ value: answer, oddities: [] });
  });

  it("empties a field that may be empty, and leaves out the item where it may not", () => {
    expect(read({ rows: [{ id: 1, name: 7 }, { id: "x" }, null, { id: 4 }], note: [] })).to.deep.equal({
      value: { rows: [{ id: 1, name: null }, { id: 4 }], note: null },
      oddities: ["rows.0.name", "rows.1.id", "rows.2", "note"],
    });
  });

  it("names fields by their place in the vendor's answer, also after items before it were left out", () => {
    const Nested = z.object({
      rows: z.array(z.object({ id: z.number(), list: z.array(z.object({ a: z.number() })) })),
    });
    const rows = [
      { id: "x", list: [] },
      { id: 2, list: [{ a: "x" }, { a: 1 }, { a: null }] },
    ];
    expect(readLeniently(Nested, { rows }, ORIGIN)).to.deep.equal({
      value: { rows: [{ id: 2, list: [{ a: 1 }] }] },
      oddities: ["rows.0.id", "rows.1.list.0.a", "rows.1.list.2.a"],
    });
  });

  it("calls an answer malformed that makes no sense without the field, and names it", () => {
    for (const [data, field] of [
      [{ rows: "none" }, "rows"],
      [null, "answer"],
      ["text", "answer"],
      [{}, "rows"],
    ] as const) {
      expect(() => read(data), JSON.stringify(data))
        .to.throw(VendorError)
        .with.nested.property("facts.vendorCode", field);
    }
  });

  it("does not change the vendor's data, and never repeats what it says", () => {
    const data = { rows: [{ id: "a@b.example" }, { "a@b.example": 1 }] };
    const before = structuredClone(data);
    const { oddities } = read(data);
    expect(data).to.deep.equal(before);
    expect(oddities.join()).not.to.contain("@");
  });

  it("keeps every good row of any answer, whatever stands between them", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.record({ id: fc.nat() }), fc.jsonValue())), (rows) => {
        const good = rows.filter((row) => Row.safeParse(row).success);
        const { value } = readLeniently(Answer, { rows }, ORIGIN);
        expect(value.rows.map(({ id }) => id)).to.include.members(good.map((row) => Row.parse(row).id));
        expect(value.rows.length).to.be.at.least(good.length);
      }),
    );
  });
});
