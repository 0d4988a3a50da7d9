import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { InvalidInputError } from "../../errors.ts";

/**
 * The text of a CSV file: UTF-8, or UTF-16 of either byte order when a byte order mark says so; the mark is left out.
 * Anything else is an InvalidInputError that names the line: guessing an encoding would garble names in silence.
 */
export async function* decodeText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  /** What may be the beginning of a character that goes on in the next piece. */
  let tail: Buffer = Buffer.alloc(0);
  let last = "";
  for await (const next of startWhole(bytes)) {
    decoder ??= createDecoder(next);
    let text: string;
    try {
      text = decoder.decode(next, { stream: true });
    } catch (cause) {
      const good = decoder.encoding === "utf-8" ? goodStart(Buffer.concat([tail, next])) : "";
      throw notText(decoder, line + countBreaks(good, last), cause);
    }
    line += countBreaks(text, last);
    last = text.at(-1) ?? last;
    tail = Buffer.concat([tail, next]).subarray(-4);
    tail = tail.subarray(Math.max(tail.lastIndexOf("\n"), tail.lastIndexOf("\r")) + 1);
    yield text;
  }
  try {
    yield decoder?.decode() ?? "";
  } catch (cause) {
    throw notText(decoder, line, cause);
  }
}

/** The first piece is at least four bytes long, if the file is, so that its beginning can be told. */
async function* startWhole(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const next of bytes) {
    if (start === undefined) {
      yield next;
      continue;
    }
    start = Buffer.concat([start, next]);
    if (start.length < 4) continue;
    yield start;
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield start;
}

function createDecoder(start: Buffer): TextDecoder {
  const mark = start.toString("latin1", 0, 4);
  if (mark.startsWith("\xff\xfe")) return new TextDecoder("utf-16le", { fatal: true });
  if (mark.startsWith("\xfe\xff")) return new TextDecoder("utf-16be", { fatal: true });
  if (mark === "PK\x03\x04" || mark === "\xd0\xcf\x11\xe0") {
    throw new InvalidInputError(
      "file",
      "is a spreadsheet workbook or an archive. Save the sheet as CSV UTF-8.",
    );
  }
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(start.toString("latin1", 0, 200))) {
    throw new InvalidInputError(
      "file",
      "is a web page or XML, as some programs export it under the name .xls. Open it in a spreadsheet and save the sheet as CSV UTF-8.",
    );
  }
  if (mark.startsWith("\x1f\x8b")) {
    throw new InvalidInputError(
      "file",
      "is compressed (gzip). Unpack it, or import it as zcat FILE | … import /dev/stdin.",
    );
  }
  if (mark === "%PDF" || mark === "\x89PNG" || mark.startsWith("\xff\xd8\xff")) {
    throw new InvalidInputError("file", "is a PDF or a picture. Export the companies as CSV UTF-8.");
  }
  if (/^(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[{[])/.test(start.toString("latin1", 0, 200))) {
    throw new InvalidInputError("file", "is JSON. Export the companies as CSV UTF-8.");
  }
  return new TextDecoder("utf-8", { fatal: true });
}

/** The lines, with their ends, before the one with the first byte that is not UTF-8. */
function goodStart(bytes: Buffer): string {
  // The last bytes of the piece before may begin within a character.
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  // One character a byte, so that lines can be cut where they end.
  const lines = bytes.toString("latin1", start).split(/(?<=\n|\r(?!\n))/);
  const bad = lines.findIndex((text) => !isUtf8(Buffer.from(text, "latin1")));
  return lines.slice(0, bad === -1 ? lines.length : bad).join("");
}

/** How many lines end in `text`, CRLF being one end also where a piece ends within it. */
function countBreaks(text: string, before: string): number {
  const breaks = text.match(/\r\n|\n|\r/g)?.length ?? 0;
  return before === "\r" && text.startsWith("\n") ? breaks - 1 : breaks;
}

function notText(decoder: TextDecoder | undefined, line: number, cause: unknown): InvalidInputError {
  return new InvalidInputError(
    `line ${line}`,
    decoder?.encoding === "utf-8"
      ? "holds a byte that is not UTF-8; the file was probably saved as Windows-1252 or another encoding of one country. Save it as CSV UTF-8."
      : `is damaged: it is not ${decoder?.encoding ?? "text"}. Save the file as CSV UTF-8.`,
    { cause },
  );
}
