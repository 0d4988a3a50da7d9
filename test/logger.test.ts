import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigurationError, InvalidInputError } from "../src/errors.ts";
import { createLogger, errorFields, LOG_FIELDS, type LoggerOptions } from "../src/logger.ts";

const now = new Date("2026-11-22T01:02:03.456Z");

/** A logger whose lines are kept. */
function createListener(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    level: "debug",
    clock: () => now,
    write: (line) => lines.push(line),
    ...options,
  });
  const parsed = () => lines.map((line): unknown => JSON.parse(line));
  return { logger, lines, parsed };
}

/** The names of a line's fields, in order. */
function fieldsOf(line: string | undefined): string[] {
  const parsed: unknown = JSON.parse(line ?? "null");
  return typeof parsed === "object" && parsed !== null ? Object.keys(parsed) : [];
}

const nothing = Object.fromEntries(LOG_FIELDS.map((name) => [name, null]));

describe("logger", () => {
  it("writes every field of a line, in order, and after them those that only some lines have", () => {
    const { logger, lines, parsed } = createListener();
    logger
      .child("obs.run", { tenantId: "acme", runId: "r1", traceId: "0af7651916cd43dd8448eb211c80319c" })
      .child("obs.vendor", { stage: "lusha" })
      .warn("vendor_call", {
        companyId: "c1",
        status: "error",
        durationMs: 12,
        errorCode: "lusha_rate_limited",
        errorMsg: "slow down",
        vendor: "lusha",
        costUsd: 0.1,
        tokensInput: 1,
        tokensOutput: 2,
        action: "enrich",
      });
    expect(parsed()).to.deep.equal([
      {
        ts: "2026-11-22T01:02:03.456Z",
        level: "warn",
        tenant_id: "acme",
        run_id: "r1",
        stage: "lusha",
        company_id: "c1",
        event: "obs.vendor.vendor_call",
        status: "error",
        duration_ms: 12,
        error_code: "lusha_rate_limited",
        error_msg: "slow down",
        vendor: "lusha",
        cost_usd: 0.1,
        tokens_input: 1,
        tokens_output: 2,
        trace_id: "0af7651916cd43dd8448eb211c80319c",
        automation_type: "lead_enrichment",
        action: "enrich",
        tokens_used: 3,
      },
    ]);
    expect(fieldsOf(lines[0])).to.deep.equal([
      "ts",
      "level",
      "tenant_id",
      "run_id",
      "stage",
      "company_id",
      "event",
      "status",
      "duration_ms",
      "error_code",
      "error_msg",
      "vendor",
      "cost_usd",
      "tokens_input",
      "tokens_output",
      "trace_id",
      "automation_type",
      "action",
      "tokens_used",
    ]);
  });

  it("writes null for what does not apply or is no number", () => {
    const { logger, parsed } = createListener();
    logger.info("started", { durationMs: Number.NaN, costUsd: Number.POSITIVE_INFINITY });
    expect(parsed()).to.deep.equal([
      { ...nothing, ts: now.toISOString(), level: "info", event: "nightshift.started" },
    ]);
  });

  it("lets a line's own fields win over its logger's", () => {
    const { logger, lines } = createListener();
    const child = logger.child("obs.stage", { stage: "crawl", status: "running" });
    child.info("stage_finished", { status: "succeeded" });
    child.info("stage_finished");
    expect(lines[0]).to.include('"status":"succeeded"').and.include('"stage":"crawl"');
    expect(lines[1]).to.include('"status":"running"');
  });

  it("is silent below its level", () => {
    const { logger, lines } = createListener({ level: "warn" });
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
    expect(lines.map((line) => /nightshift\.(\w)/.exec(line)?.[1])).to.deep.equal(["c", "d"]);
  });

  it("redacts the message and cuts it to 500 characters", () => {
    const { logger, lines } = createListener();
    const secret = "tvly-abcdef";
    logger.error("failed", { errorMsg: `${"x ".repeat(240)}ana@example.com ${secret} ${"y ".repeat(300)}` });
    const message = /"error_msg":"([^"]*)"/.exec(lines[0] ?? "")?.[1];
    expect(message).to.have.lengthOf(500);
    expect(message).to.include("a***@exa").and.not.include("ana@").and.not.include(secret);
  });

  it("masks an address in any other field, and keeps its ids", () => {
    const { logger, lines } = createListener();
    logger.info("x", {
      tenantId: "ana@example.com",
      errorCode: "bo@example.com",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    });
    expect(lines[0]).to.not.match(/ana@|bo@/);
    expect(lines[0]).to.include("0af7651916cd43dd8448eb211c80319c");
  });

  it("does not repeat an event that is a sentence", () => {
    const { logger, lines } = createListener();
    logger.info("sent to ana@example.com");
    expect(lines[0]).to.include('"event":"nightshift.malformed_event"').and.not.include("example.com");
  });

  it("keeps a line one line, also the readable one, whatever the message holds", () => {
    const { logger, lines } = createListener({ pretty: true });
    logger
      .child("obs.vendor", { vendor: "tavily" })
      .error("vendor_call", { durationMs: 5, errorMsg: "a\n\u001b[31mb\u202e c" });
    expect(lines).to.deep.equal([
      '01:02:03 ERROR obs.vendor.vendor_call duration_ms=5 error_msg="a\\n\\u001b[31mb\\u{202e} c" vendor=tavily',
    ]);
  });

  it("writes hundreds of lines at once without losing one", () => {
    const { logger, lines } = createListener();
    for (let index = 0; index < 500; index += 1) logger.info("tick", { durationMs: index });
    expect(lines).to.have.lengthOf(500);
    expect(lines[499]).to.include('"duration_ms":499');
  });

  describe("with a file", () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "nightshift-log-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it("writes the same JSON there, whole when closed", async () => {
      const file = join(folder, "logs", "runner.log");
      const { logger, lines } = createListener({ file, pretty: true });
      for (let index = 0; index < 200; index += 1) logger.info("tick", { durationMs: index });
      await logger.close();
      const written = (await readFile(file, "utf8")).trimEnd().split("\n");
      expect(written).to.have.lengthOf(200);
      expect(fieldsOf(written[199])).to.deep.equal(LOG_FIELDS);
      expect(lines).to.have.lengthOf(200);
    });

    it("names the setting when the file cannot be opened", async () => {
      await writeFile(join(folder, "plain"), "");
      for (const file of [join(folder, "plain", "x", "runner.log"), folder]) {
        expect(() => createListener({ file })).to.throw(ConfigurationError, "LOG_FILE");
      }
    });

    it("goes on without the file when it fails later, and says so once", async function () {
      if (!existsSync("/dev/full")) this.skip();
      const complaint = Promise.withResolvers<string>();
      const heard: string[] = [];
      const logger = createLogger({
        level: "info",
        file: "/dev/full",
        write: (line) => {
          heard.push(line);
          if (line.includes("log_file_failed")) complaint.resolve(line);
        },
      });
      logger.info("first");
      logger.info("second");
      expect(await complaint.promise).to.include('"error_code":"ENOSPC"');
      logger.info("still_here");
      expect(heard.map((line) => /nightshift\.(\w+)/.exec(line)?.[1])).to.deep.equal([
        "first",
        "second",
        "log_file_failed",
        "still_here",
      ]);
      await logger.close();
    });
  });

  describe("errorFields", () => {
    for (const [name, error, expected] of [
      [
        "our own error",
        new InvalidInputError("file", "is empty"),
        { errorCode: "invalid_input", errorMsg: "file: is empty" },
      ],
      [
        "an error with its causes",
        new TypeError("fetch failed", {
          cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
        }),
        { errorCode: "unexpected", errorMsg: "fetch failed: connect" },
      ],
      [
        "a text with an address",
        "no ana@example.com",
        { errorCode: "unexpected", errorMsg: "no a***@example.com" },
      ],
      ["an object", { reason: "x" }, { errorCode: "unexpected", errorMsg: "{ reason: 'x' }" }],
      [
        "the copy of an error",
        { code: "57P01", message: "terminating connection", queue: "run" },
        { errorCode: "57P01", errorMsg: "terminating connection" },
      ],
      ["nothing", undefined, { errorCode: "unexpected", errorMsg: "" }],
    ] as const) {
      it(`tells ${name}`, () => {
        expect(errorFields(error)).to.deep.equal(expected);
      });
    }
  });
});
