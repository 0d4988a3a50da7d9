import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { type Column, renderCsv } from "../../../src/observability/events/render-csv.ts";
import { skipWithout } from "../../support/skip-without.ts";

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
      { header: "b", cell: () => "x" },
    ];
    const parts: string[] = [];
    for await (const part of renderCsv(columns, stream())) parts.push(part);
    expect(parts.join("")).to.equal(
      "a,b\r\n,x\r\ntrue,x\r\n12345678901234567890,x\r\n2026-11-22T00:00:00.000Z,x\r\n0,x\r\n,x\r\n",
    );
  });

  it("gives back any text to whoever parses it, but for the marks before formulas", async () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.string({
        unit: fc.constantFrom(
          "=",
          "+",
          "a",
          "1",
          ";",
          "\t",
          "\n",
          "\r",
          " ",
          "\u00a0",
          "\u200b",
          '"',
          ",",
          "|",
          "@",
        ),
        minLength: 1,
      }),
    );
    const withoutMarks = (cell: string) => cell.replaceAll("'", "");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 3 }), async (batches) => {
        const csv = await csvOf(...batches);
        for (const options of [{ record_delimiter: "\r\n" }, {}]) {
          const rows: string[][] = parse(csv, options);
          expect(rows.map(([cell = ""]) => withoutMarks(cell))).to.deep.equal([
            "text",
            ...batches.flat().map(withoutMarks),
          ]);
          for (const [cell] of rows) expect(cell).not.to.match(/(?:^|[;\t\r\n|])[ \u00a0\u200b]*[=+@-]/);
        }
      }),
    );
  });

  for (const [cell, marked] of [
    ["=1+1", "'=1+1"],
    ["  =1+1", "  '=1+1"],
    ["\u00a0=1+1", "\u00a0'=1+1"],
    ["\u200b\u200b@SUM(1)", "\u200b\u200b'@SUM(1)"],
    ["Foo;=1+1", "Foo;'=1+1"],
    ["x\t=1+1", "x\t'=1+1"],
    ["a note\n=1+1", "a note\n'=1+1"],
    ["a note\r\n +1", "a note\r\n '+1"],
    ["pumps, -valves = 2", "pumps, -valves = 2"],
    ["a-b", "a-b"],
  ] as const) {
    it(`writes ${JSON.stringify(cell)} as ${JSON.stringify(marked)}, in one record to any reader`, async () => {
      const csv = await csvOf([cell]);
      for (const options of [{}, { record_delimiter: "\r\n" }]) {
        const rows: string[][] = parse(csv, options);
        expect(rows.map(([text]) => text)).to.deep.equal(["text", marked]);
      }
    });
  }

  it("is read by Python's csv as it is by us", async function () {
    const cells = [
      "a note\n=1+1",
      'say "x"\r\n-2',
      "Foo;=1+1",
      "\u2028x",
      "\rcr",
      "\ttab",
      "0012345",
      "",
      "é, ü",
    ];
    const csv = await csvOf(cells);
    const script =
      "import csv,io,json,sys;print(json.dumps([r[0] for r in csv.reader(io.StringIO(sys.stdin.buffer.read().decode(),newline=''))]))";
    const python = spawnSync("python3", ["-c", script], { input: csv, encoding: "utf8" });
    skipWithout(this, "python3", python.error === undefined ? python : null, "apt-get install python3");
    const rows: string[][] = parse(csv);
    expect(JSON.parse(python.stdout)).to.deep.equal(rows.map(([cell]) => cell));
  });

  it("begins with one byte order mark for people, and keeps texts that look like numbers texts", async () => {
    async function* stream() {
      yield ["0012345", "1E10", "201812000000", "12345", "3.5", "12 Main", "=1", "é"];
    }
    const parts: string[] = [];
    for await (const part of renderCsv(COLUMNS, stream(), { forPeople: true })) parts.push(part);
    expect(parts[0]).to.equal("\ufefftext,length\r\n");
    const rows: string[][] = parse(parts.slice(1).join(""));
    expect(rows.map(([cell]) => cell)).to.deep.equal([
      "'0012345",
      "'1E10",
      "'201812000000",
      "12345",
      "3.5",
      "12 Main",
      "'=1",
      "é",
    ]);
    expect((await csvOf(["0012345"])).split("\r\n")[1]).to.equal("0012345,7");
  });
});
