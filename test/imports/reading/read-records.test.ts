import { expect } from "chai";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { InvalidInputError } from "../../../src/errors.ts";
import { type CsvRecord, MAX_RECORD_BYTES, readRecords } from "../../../src/imports/reading/read-records.ts";

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function readAll(file: Buffer | string, size = 65_536): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of readRecords(pieces(Buffer.from(file), size))) records.push(record);
  return records;
}

async function refusal(file: Buffer | string, size = 65_536): Promise<InvalidInputError> {
  try {
    await readAll(file, size);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error("The file was read.");
}

const BOM = "\ufeff";
const word = fc.string({
  unit: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(",", ";", "\t", '"', "\n", "\r", "\r\n", "=", " ", "a", "é", "𝄞"),
    },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 8,
});
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(word, { minLength: width, maxLength: width }), { maxLength: 12 }));

/** Whether a row says anything. */
const isWritten = (row: readonly string[]) => row.some((cell) => cell !== "");

describe("readRecords", () => {
  it("gives back any table, whatever the delimiter, line end, mark, encoding and size of the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.constantFrom("utf8", "utf8 with mark", "utf16le"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, lineEnd, encoding, size) => {
          const header = ["company_name", ...Array.from({ length: 4 }, (_, index) => `column ${index}`)];
          const text = stringify([header, ...rows], {
            delimiter,
            record_delimiter: lineEnd,
            // Spaces around a cell count only within quotes.
            quoted_match: /^\s|\s$|[\r\n]/,
          });
          const marked = encoding === "utf8" ? text : BOM + text;
          const bytes = Buffer.from(marked, encoding === "utf16le" ? "utf16le" : "utf8");
          const records = await readAll(bytes, size);
          expect(records.map(({ cells }) => cells)).to.deep.equal([header, ...rows.filter(isWritten)]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("tells the line each row begins on, line ends within cells counted as editors do", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, lineEnd, size) => {
          const lines: number[] = [];
          let text = "";
          for (const row of [["a", "b"], ...rows]) {
            if (isWritten(row)) lines.push(text.split(/\r\n|\n|\r/).length);
            text += stringify([row], { record_delimiter: lineEnd, quoted: true });
          }
          expect((await readAll(text, size)).map(({ line }) => line)).to.deep.equal(lines);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leaves blank lines out and still counts them", async () => {
    expect(await readAll("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4")).to.deep.equal([
      { line: 1, cells: ["a", "b"] },
      { line: 3, cells: ["1", "2"] },
      { line: 6, cells: ["3", "4"] },
    ]);
  });

  it("reads line ends of several kinds in one file", async () => {
    expect((await readAll("a,b\n1,2\r\n3,4\r5,6")).map(({ line }) => line)).to.deep.equal([1, 2, 3, 4]);
  });

  it("takes a spreadsheet's hint at the delimiter, and counts its line", async () => {
    expect(await readAll("sep=;\r\na;b,c\r\n1;2\r\n", 3)).to.deep.equal([
      { line: 2, cells: ["a", "b,c"] },
      { line: 3, cells: ["1", "2"] },
    ]);
  });

  it("finds the delimiter outside of quotes", async () => {
    expect(await readAll('"a;b;c",d\n1,2\n')).to.deep.equal([
      { line: 1, cells: ["a;b;c", "d"] },
      { line: 2, cells: ["1", "2"] },
    ]);
  });

  it("takes a quote within a cell that does not begin with one for an inch", async () => {
    expect(await readAll('a,b\n5" pipe,x\n"two\nlines",3" and 4"\n1,2\n')).to.deep.equal([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ['5" pipe', "x"] },
      { line: 3, cells: ["two\nlines", '3" and 4"'] },
      { line: 5, cells: ["1", "2"] },
    ]);
  });

  it("takes spaces around a quoted cell for nothing", async () => {
    expect(await readAll('a, b\n"1, 2" , "3"\n')).to.deep.equal([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ["1, 2", "3"] },
    ]);
  });

  it("leaves rows of empty cells out", async () => {
    expect(await readAll("a,b\n,\n1,\n , \n")).to.deep.equal([
      { line: 1, cells: ["a", "b"] },
      { line: 3, cells: ["1", ""] },
    ]);
  });

  const above: [string, string, number][] = [
    ["a report's title", "Accounts; by owner\n\nAccount Name,Website\n", 3],
    ["a note in quotes", 'Notes:\n"When you export, some\nare left out"\n\nFirst Name,Company,URL\n', 5],
    ["an empty row", ";;\r\nCompany name;Website;Country\r\n", 2],
    ["a hint in quotes", '"sep=;"\nfirm;site\n', 2],
  ];
  for (const [what, text, line] of above) {
    it(`finds the header below ${what}`, async () => {
      const [header] = await readAll(text, 3);
      expect(header?.line).to.equal(line);
      expect(header?.cells.length).to.be.above(1);
    });
  }

  it("takes the first line for the header where none of the first ten is known", async () => {
    const below = Array.from({ length: 20 }, (_, index) => (index === 10 ? "Company,Website" : "x,y"));
    expect((await readAll(["Firm,Seat", ...below].join("\n")))[0]).to.deep.equal({
      line: 1,
      cells: ["Firm", "Seat"],
    });
  });

  it("refuses a file in which a quote is never closed, naming the line it was opened on", async () => {
    expect((await refusal('a,b\n1,2\n3,"4\n5,6\n')).message).to.match(
      /^line 3: a quote is opened and never closed/,
    );
  });

  it("refuses a file in which text follows a closing quote, as where the cell ends is unclear", async () => {
    expect((await refusal('a,b\n1,2\n"3"x,4\n')).message).to.match(/^line 3: text follows a closing quote/);
  });

  it("refuses bytes that are not UTF-8, naming their line wherever the pieces are cut", async () => {
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const file = Buffer.concat([
        Buffer.from(`company_name,country${lineEnd}Ångström,SE${lineEnd}Caf`),
        Buffer.from([0xe9]),
        Buffer.from(`,FR${lineEnd}x,y${lineEnd}`),
      ]);
      for (let size = 1; size <= file.length; size += 1) {
        expect((await refusal(file, size)).message, `pieces of ${size}`).to.match(
          /^line 3: holds a byte that is not UTF-8.*Windows-1252/,
        );
      }
    }
  });

  it("refuses a file that ends within a character", async () => {
    expect((await refusal(Buffer.from("a,b\n1,é").subarray(0, -1))).message).to.match(
      /^line 2: holds a byte/,
    );
  });

  const others: [string, Buffer | string, RegExp][] = [
    ["a workbook", "PK\u0003\u0004 and so on", /Save the sheet as CSV UTF-8/],
    ["an archive", Buffer.from([0x1f, 0x8b, 8, 0]), /is compressed \(gzip\)/],
    ["a PDF", "%PDF-1.7", /is a PDF or a picture/],
    ["JSON", ' [ {"company_name": "Acme"} ]', /is JSON/],
  ];
  for (const [what, file, message] of others) {
    it(`refuses ${what}, saying what to do`, async () => {
      expect((await refusal(file)).message).to.match(message);
    });
  }

  it("refuses a cell of 100 MB without ever holding it", async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('a,b\n1,"');
      const filler = Buffer.alloc(65_536, "x");
      for (let sent = 0; sent < 100_000_000; sent += filler.length) yield filler;
    }
    const before = process.memoryUsage().rss;
    let message = "";
    try {
      for await (const _ of readRecords(endless()));
    } catch (error) {
      message = String(error);
    }
    expect(message).to.include("line 2: the row is longer than 8 MB");
    expect(process.memoryUsage().rss - before).to.be.below(10 * MAX_RECORD_BYTES);
  });

  it("is not kept busy by a cell of millions of lines", async () => {
    const timeOf = async (character: string) => {
      const startedAt = process.cpuUsage();
      const records = await readAll(`company_name,description\nA,"${character.repeat(7_000_000)}"\nB,\n`);
      const { user, system } = process.cpuUsage(startedAt);
      return { cpuMs: (user + system) / 1000, line: records[2]?.line };
    };
    const letters = await timeOf("x");
    const lines = await timeOf("\n");
    expect([letters.line, lines.line]).to.deep.equal([3, 7_000_003]);
    expect(lines.cpuMs).to.be.below(letters.cpuMs * 6 + 500);
  });
});
