import { expect } from "chai";
import fc from "fast-check";
import { Client } from "pg";
import { type ElementType, encodeArray } from "../../src/database/encode-array.ts";
import { startCluster } from "../support/postgres-cluster.ts";

const text = fc.string({ unit: "grapheme", maxLength: 30 }).map((value) => value.replaceAll("\0", ""));
const day = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((value) => value.toISOString().slice(0, 10));

/** Values of each type, and how SQL writes them as text. */
const VALUES: {
  readonly [Type in ElementType]: readonly [fc.Arbitrary<string | number | bigint | Date>, string];
} = {
  text: [text, "x"],
  uuid: [fc.uuid(), "x::text"],
  int: [fc.integer(), "x::text"],
  bigint: [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), "x::text"],
  date: [day, "to_char(x, 'YYYY-MM-DD')"],
  timestamptz: [
    fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
    `to_char(x at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ],
  jsonb: [fc.jsonValue({ stringUnit: "grapheme" }).map((value) => JSON.stringify(value)), "x::text"],
};

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

describe("arrays in binary", () => {
  let client: Client;

  before(async function () {
    this.timeout(60_000);
    client = new Client({ connectionString: (await startCluster()).urls("postgres").superuser });
    await client.connect();
  });
  after(() => client.end());

  async function read(type: ElementType, values: readonly (string | number | bigint | Date | null)[]) {
    const { rows } = await client.query<{ x: string | null }>(
      `select ${VALUES[type][1]} as x from unnest($1::int[], $2::${type}[]) with ordinality as u (n, x, place) order by place`,
      [values.map(() => 1), encodeArray(type, values)],
    );
    return rows.map(({ x }) => x);
  }

  for (const type of Object.keys(VALUES).filter((name): name is ElementType => name in VALUES)) {
    it(`of ${type} are read by Postgres as they were written, nulls and repetitions included`, async () => {
      const [value] = VALUES[type];
      const values = fc
        .array(fc.option(value, { freq: 4 }), { minLength: 1, maxLength: 30 })
        .map((list) => list.flatMap((item, place) => (place % 3 === 0 ? [item, item, null, item] : [item])));
      await fc.assert(
        fc.asyncProperty(values, async (list) => {
          const told = await read(type, list);
          const expected = list.map((item) =>
            item instanceof Date ? item.toISOString() : (item?.toString() ?? null),
          );
          if (type === "jsonb") expect(told.map(parsed)).to.deep.equal(expected.map(parsed));
          else expect(told).to.deep.equal(expected);
        }),
        { numRuns: 25 },
      );
    });
  }

  it("are left out when there is nothing but null", () => {
    expect(encodeArray("text", [null, null])).to.equal(null);
    expect(encodeArray("text", ["", null])).to.be.instanceOf(Buffer);
  });

  it("hold no UUID that is none", () => {
    expect(() => encodeArray("uuid", ["00000000-0000-0000-0000-00000000000"])).to.throw(TypeError, "uuid");
    expect(() => encodeArray("uuid", ["zzzzzzzz-0000-0000-0000-000000000000"])).to.throw(TypeError, "uuid");
  });
});
