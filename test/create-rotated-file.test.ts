import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createRotatedFile } from "../src/create-rotated-file.ts";
import { ConfigurationError } from "../src/errors.ts";
import { createLogger } from "../src/logger.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const own = (suffix = "") => `runner-${process.pid}${suffix}.log`;

describe("the log files of a folder", () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "logs-"));
  });
  const folder = () => ({ path, name: "runner", mostBytes: 100, keptDays: 14 });
  const end = (stream: ReturnType<typeof createRotatedFile>) =>
    new Promise<void>((resolve) => stream.end(() => resolve()));

  it("are one for each process, set aside when full, no line lost or torn", async () => {
    const stream = createRotatedFile(folder(), () => NOW);
    const lines = Array.from(
      { length: 10 },
      (_, number) => `{"number":${number},"padding":"${"é".repeat(10)}"}\n`,
    );
    for (const line of lines) stream.write(line);
    await end(stream);
    const files = (await readdir(path)).toSorted();
    expect(files).to.deep.equal([own(".1"), own(".2"), own(".3"), own(".4"), own()].toSorted());
    const parts = await Promise.all(
      [own(".1"), own(".2"), own(".3"), own(".4"), own()].map((file) => readFile(join(path, file), "utf8")),
    );
    expect(parts.join("")).to.equal(lines.join(""));
    for (const part of parts) expect(Buffer.byteLength(part)).to.be.at.most(100);
  });

  it("takes a line that is longer than a file may be", async () => {
    const stream = createRotatedFile(folder(), () => NOW);
    stream.write(`${"x".repeat(300)}\n`);
    await end(stream);
    expect(await readdir(path)).to.deep.equal([own()]);
  });

  it("are removed when they are old, whichever process wrote them, and nothing else is", async () => {
    const aged = async (name: string, days: number) => {
      await writeFile(join(path, name), "");
      const at = new Date(NOW.getTime() - days * 86_400_000);
      await utimes(join(path, name), at, at);
    };
    await aged("bot-1.log", 15);
    await aged("bot-1.3.log", 15);
    await aged("bot-2.log", 13);
    await aged("notes.log", 100);
    await aged("bot-1.log.gz", 100);
    await end(createRotatedFile(folder(), () => NOW));
    expect((await readdir(path)).toSorted()).to.deep.equal(
      ["bot-1.log.gz", "bot-2.log", "notes.log", own()].toSorted(),
    );
  });

  it("stops a start that could not write them, and names the setting", async () => {
    await writeFile(join(path, "file"), "");
    const inFile = { ...folder(), path: join(path, "file", "logs") };
    expect(() => createLogger({ level: "info", write() {}, folder: inFile })).to.throw(
      ConfigurationError,
      "LOG_DIR",
    );
  });

  it("say once that they fail later, and the process goes on", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info", write: (line) => lines.push(line), folder: folder() });
    // The next file cannot be opened.
    await rm(path, { recursive: true });
    for (const event of ["first", "second", "third"]) {
      logger.info(event);
      await new Promise(setImmediate);
    }
    await logger.close();
    const events = lines.map((line) => /"event":"nightshift\.(\w+)"/.exec(line)?.[1]);
    expect(events.filter((event) => event !== "log_file_failed")).to.deep.equal(["first", "second", "third"]);
    expect(events.filter((event) => event === "log_file_failed")).to.have.length(1);
  });
});
