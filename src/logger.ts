import { createWriteStream, mkdirSync, openSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import { Writable } from "node:stream";
import { inspect } from "node:util";
import winston from "winston";
import { type Clock, systemClock } from "./clock.ts";
import { createRotatedFile, type RotatedFolder } from "./create-rotated-file.ts";
import { ConfigurationError, errorCode } from "./errors.ts";
import { maskEmails, redact, truncate } from "./redaction.ts";
import { currentTraceId } from "./trace-context.ts";

/** The fields of a log line, all of them in every line, null where they do not apply. */
export const LOG_FIELDS = [
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
] as const;

/** Further fields, only in the lines that they apply to, after the others. docs/logs.md says what each means here. */
export const FURTHER_LOG_FIELDS = [
  "automation_type",
  "action",
  "odoo_model",
  "odoo_record_id",
  "confidence",
  "tokens_used",
] as const;

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The logger's name. The line's `event` is `NAME.EVENT` (`obs.stage.stage_finished`), because a line has no field for names. */
export type LoggerName = "obs.run" | "obs.stage" | "obs.vendor" | "obs.qa" | "nightshift";

/** What a caller may add to the event. No e-mail address, key or prompt: whatever slips in is masked if it can be recognized. */
export interface LogFields {
  readonly tenantId?: string | null;
  readonly runId?: string | null;
  readonly stage?: string | null;
  readonly companyId?: string | null;
  readonly status?: string | null;
  readonly durationMs?: number | null;
  readonly errorCode?: string | null;
  /** Redacted, and cut to 500 characters. */
  readonly errorMsg?: string | null;
  readonly vendor?: string | null;
  /** US dollars. */
  readonly costUsd?: number | null;
  readonly tokensInput?: number | null;
  readonly tokensOutput?: number | null;
  /** By default that of the work at hand. */
  readonly traceId?: string | null;
  /** What is done at a vendor or to a lead, e.g. `upsert_lead`. */
  readonly action?: string;
  /** The Odoo model that is written, e.g. `crm.lead`. */
  readonly odooModel?: string;
  readonly odooRecordId?: number;
  /** How sure we are, 0 to 1. */
  readonly confidence?: number;
}

type Say = (event: string, fields?: LogFields) => void;

/** Writes log lines. `event` is a fixed snake_case word; anything that varies goes into the fields. */
export interface Logger {
  readonly debug: Say;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
  /** A logger with another name whose lines also carry these fields, unless a line has its own. */
  child(name: LoggerName, fields?: LogFields): Logger;
}

/** The logger of a process, which also closes what it writes to. */
export interface RootLogger extends Logger {
  /** Resolves once the last line has been written; log nothing afterwards. */
  close(): Promise<void>;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Takes a line without its line feed; standard error by default, because standard output is for a command's result. */
  readonly write?: (line: string) => void;
  /** One readable line for terminals, instead of JSON. */
  readonly pretty?: boolean;
  /** A file to which every line is also appended as JSON (`LOG_FILE`, e.g. `.logs/runner.log`); its folder is created. */
  readonly file?: string;
  /** A folder in which every line is also kept as JSON, in a file of this process that is rotated (`LOG_DIR`). */
  readonly folder?: RotatedFolder;
  readonly clock?: Clock;
}

const MAX_ERROR_MSG = 500;
const MAX_WORD = 200;

/** The code and the message (with its causes) of anything thrown, as fields of a log line or an event. */
export function errorFields(error: unknown): { errorCode: string; errorMsg: string } {
  const messages: string[] = [];
  let next = error;
  for (let depth = 0; depth < 4 && next !== undefined && next !== null; depth += 1) {
    messages.push(describe(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return { errorCode: errorCode(error), errorMsg: redactMessage(messages.filter(Boolean).join(": ")) };
}

function describe(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  const isThing = typeof thrown === "object" && thrown !== null;
  if (isThing && "message" in thrown && typeof thrown.message === "string" && thrown.message !== "")
    return thrown.message;
  return typeof thrown === "string"
    ? thrown
    : inspect(thrown, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
}

/** A message in the form in which it may be logged and stored: redacted, at most 500 characters. */
export function redactMessage(message: string): string {
  return truncate(redact(message), MAX_ERROR_MSG);
}

/** Builds the process's logger. */
export function createLogger(options: LoggerOptions): RootLogger {
  const { level, write = writeToStandardError, pretty = false, file, folder, clock = systemClock } = options;
  const json = winston.format.printf((info) => String(info.message));
  const terminal = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      write(line);
      done();
    },
  });
  const sink = winston.createLogger({
    level,
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    transports: [
      new winston.transports.Stream({
        stream: terminal,
        eol: "",
        format: pretty ? winston.format.printf((info) => String(info["pretty"])) : json,
      }),
    ],
  });
  const say: Speak = (severity, name, event, fields) => {
    if (!sink.isLevelEnabled(severity)) return;
    const line = createLine({ ts: clock(), level: severity, name, event }, fields);
    sink.log({ level: severity, message: JSON.stringify(line), ...(pretty && { pretty: prettyLine(line) }) });
  };
  const root = createNamed(say, "nightshift", {});
  const streams: Writable[] = [
    ...(file === undefined ? [] : [openFile(file)]),
    ...(folder === undefined ? [] : [openRotated(folder, clock)]),
  ];
  for (const stream of streams) {
    const transport = new winston.transports.Stream({ stream, eol: "\n", format: json });
    stream.on("error", (error) => {
      // A full disk must not stop a night: continue without the file, and report it once.
      sink.remove(transport);
      root.error("log_file_failed", errorFields(error));
    });
    sink.add(transport);
  }
  return {
    ...root,
    async close() {
      sink.end();
      await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
    },
  };
}

type Speak = (level: LogLevel, name: LoggerName, event: string, fields: LogFields) => void;

function createNamed(say: Speak, name: LoggerName, bound: LogFields): Logger {
  const at =
    (level: LogLevel): Say =>
    (event, fields) =>
      say(level, name, event, { ...bound, ...fields });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (childName, fields) => createNamed(say, childName, { ...bound, ...fields }),
  };
}

type LogLine = Record<(typeof LOG_FIELDS)[number], string | number | null> &
  Partial<Record<(typeof FURTHER_LOG_FIELDS)[number], string | number | null>>;

/** All of our automations are of this type. */
const AUTOMATION = "lead_enrichment";

function furtherFields(fields: LogFields): Partial<LogLine> {
  const { action, odooModel, odooRecordId, confidence, tokensInput, tokensOutput } = fields;
  const tokens = (tokensInput ?? 0) + (tokensOutput ?? 0);
  return {
    ...(action !== undefined && { automation_type: AUTOMATION, action: word(action) }),
    ...(odooModel !== undefined && { odoo_model: word(odooModel) }),
    ...(odooRecordId !== undefined && { odoo_record_id: finite(odooRecordId) }),
    ...(confidence !== undefined && { confidence: finite(confidence) }),
    ...(tokens > 0 && { tokens_used: tokens }),
  };
}

function createLine(
  {
    ts,
    level,
    name,
    event,
  }: {
    readonly ts: Date;
    readonly level: LogLevel;
    readonly name: LoggerName;
    readonly event: string;
  },
  fields: LogFields,
): LogLine {
  return {
    ts: ts.toISOString(),
    level,
    tenant_id: word(fields.tenantId),
    run_id: word(fields.runId),
    stage: word(fields.stage),
    company_id: word(fields.companyId),
    // A sentence in place of an event may contain anything: it is not logged.
    event: `${name}.${/^[a-z][a-z0-9_]{0,63}$/.test(event) ? event : "malformed_event"}`,
    status: word(fields.status),
    duration_ms: finite(fields.durationMs),
    error_code: word(fields.errorCode),
    error_msg: typeof fields.errorMsg === "string" ? redactMessage(fields.errorMsg) : null,
    vendor: word(fields.vendor),
    cost_usd: finite(fields.costUsd),
    tokens_input: finite(fields.tokensInput),
    tokens_output: finite(fields.tokensOutput),
    trace_id: word(fields.traceId ?? currentTraceId()),
    ...furtherFields(fields),
  };
}

/** Ids and codes keep long hexadecimal numbers, but never an address. */
function word(value: string | null | undefined): string | null {
  return typeof value === "string" ? truncate(maskEmails(value), MAX_WORD) : null;
}

function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function prettyLine({ ts, level, event, ...fields }: LogLine): string {
  const said = Object.entries(fields)
    .filter(([, value]) => value !== null)
    // Quoted if its content could mislead a terminal or a reader.
    .map(([name, value]) => `${name}=${/^[\w.:/@*-]*$/.test(String(value)) ? value : quote(String(value))}`);
  return [String(ts).slice(11, 19), String(level).toUpperCase().padEnd(5), event, ...said].join(" ");
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /\p{C}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * Opened immediately, so that a bad path prevents the start: winston's own file transport swallows such errors
 * and waits forever.
 */
function openFile(path: string): WriteStream {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return createWriteStream(path, { fd: openSync(path, "a", 0o640) });
  } catch (error) {
    throw new ConfigurationError([
      {
        name: "LOG_FILE",
        problem: `${path} cannot be opened (${errorCode(error)}); name a writable file or leave it unset`,
      },
    ]);
  }
}

function openRotated(folder: RotatedFolder, clock: Clock): Writable {
  try {
    return createRotatedFile(folder, clock);
  } catch (error) {
    throw new ConfigurationError([
      {
        name: "LOG_DIR",
        problem: `${folder.path} cannot be written to (${errorCode(error)}); name a writable folder or leave it unset`,
      },
    ]);
  }
}

function writeToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A logger that accepts any sentence and any facts: libraries log through it, and their messages become lines of ours. */
export interface PlainLogger {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** The sentence becomes the event, `code` the error's code, ids get their own fields, and everything else goes into the error's message, redacted. */
export function createPlainLogger(logger: Logger): PlainLogger {
  const say =
    (severity: "info" | "warn" | "error") => (message: string, facts?: Readonly<Record<string, unknown>>) => {
      const { code, tenantId, runId, traceId, durationMs, ...rest } = facts ?? {};
      const text = (value: unknown) => (typeof value === "string" ? value : null);
      const words = Object.entries(rest).map(
        ([name, value]) => `${name}: ${value instanceof Error ? value.message : String(value)}`,
      );
      logger[severity](
        message
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, "_")
          .replaceAll(/^_|_$/g, ""),
        {
          tenantId: text(tenantId),
          runId: text(runId),
          traceId: text(traceId),
          durationMs: typeof durationMs === "number" ? durationMs : null,
          errorCode: text(code),
          errorMsg: words.length > 0 ? words.join("; ") : null,
        },
      );
    };
  return { info: say("info"), warn: say("warn"), error: say("error") };
}
