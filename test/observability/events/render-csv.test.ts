import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { type Column, renderCsv } from "../../../src/observability/events/render-csv.ts";

const COLUMNS: readonly Column<string>[] = [
  { header: "text", cell: (text) => text },
  { header: "length", cell: (text) => text.length },
];

async function csvOf(...batches: readonly string[][]): Promise<string> {
  async function* stream() {
    yield* batches;
  }
  const parts: string[] = [];
  for await (const part of renderCsv(COLUMNS, stream())) parts.push(part);
  return parts.join("");
}

describe("CSV", () => {
  for (const start of ["=", "+", "-", "@", "\t", "\r", "＝"]) {
    it(`keeps a cell that starts with ${JSON.stringify(start)} from being a formula`, async () => {
      const [, row] = parse(await csvOf([`${start}1+1`]));
      expect(row?.[0]).to.equal(`'${start}1+1`);
    });
  }

  it("leaves negative numbers numbers", async () => {
    async function* stream() {
      yield [-5];
    }
    const columns: readonly Column<number>[] = [{ header: "n", cell: (n) => n }];
    const parts: string[] = [];
    for await (const part of renderCsv(columns, stream())) parts.push(part);
    expect(parts.join("")).to.equal("n\r\n-5\r\n");
  });

  it("shows nothing as an empty cell, and true, big numbers and dates as themselves", async () => {
    const cells = [null, true, 12345678901234567890n, new Date("2026-11-22T00:00:00Z"), 0, ""];
    async function* stream() {
      yield cells;
    }
    const columns: readonly Column<(typeof cells)[number]>[] = [
      { header: "a", cell: (cell) => cell },
      { header: "b", cell: () => "|" },
    ];
    const parts: string[] = [];
    for await (const part of renderCsv(columns, stream())) parts.push(part);
    expect(parts.join("")).to.equal(
      "a,b\r\n,|\r\ntrue,|\r\n12345678901234567890,|\r\n2026-11-22T00:00:00.000Z,|\r\n0,|\r\n,|\r\n",
    );
  });

  it("gives back any text to whoever parses it, but for the mark before a formula", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 3 }), async (batches) => {
        const rows: string[][] = parse(await csvOf(...batches), { record_delimiter: "\r\n" });
        const expected = batches
          .flat()
          .map((cell) => [/^[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell, String(cell.length)]);
        expect(rows).to.deep.equal([["text", "length"], ...expected]);
      }),
    );
  });
});
