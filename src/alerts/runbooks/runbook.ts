import { basename } from "node:path";
import { parse } from "yaml";
import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";
import { RunbookFormatError } from "../../errors.ts";

/** What to do about something, for the person who was woken by it. */
export interface Runbook {
  /** Also its file's name: runbooks/ID.md. */
  readonly id: string;
  readonly title: string;
  /** `rule`: belongs to the alert rule of the same id. `reference`: to look things up in. */
  readonly kind: "rule" | "reference";
  /** Null for a reference. */
  readonly severity: Severity | null;
  /** A role, never a person. */
  readonly owner: string;
  /** What to look at, in order. */
  readonly checks: readonly string[];
  /** What to do then, in order. */
  readonly actions: readonly string[];
  /** The first few of both, for the card. */
  readonly firstSteps: readonly string[];
  /** Checks that a machine does when the alert fires, by their ids in src/alerts/diagnostics/diagnostics.ts; absent without any. */
  readonly diagnostics?: readonly string[];
  /** Everything below the front matter. */
  readonly bodyMarkdown: string;
}

/** The sections that every runbook of a rule has, in this order. */
export const RUNBOOK_SECTIONS = ["Symptom", "Checks", "Mitigation", "Escalate"] as const;

const FIRST_STEPS = 3;
const FRONT_MATTER = /^---\n(?<yaml>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/;

/** Reads a runbook's text; `file` names it in errors, and its base name must be the runbook's id. */
export function readRunbook(file: string, text: string): Runbook {
  const { yaml, body } = FRONT_MATTER.exec(text.replaceAll("\r\n", "\n"))?.groups ?? {};
  if (yaml === undefined || body === undefined) {
    throw new RunbookFormatError(file, "front matter", "must open the file, between two lines of ---");
  }
  const fields = readFrontMatter(file, yaml);
  const id = readText(file, fields, "id");
  if (basename(file) !== `${id}.md`) {
    throw new RunbookFormatError(file, "id", `is "${id}", so the file must be called ${id}.md`);
  }
  const kind = readText(file, fields, "kind");
  if (kind !== "rule" && kind !== "reference") {
    throw new RunbookFormatError(file, "kind", `is "${kind}", must be rule or reference`);
  }
  const isRule = kind === "rule";
  const checks = readList(file, fields, "checks", isRule);
  const actions = readList(file, fields, "actions", isRule);
  const diagnostics = readList(file, fields, "diagnostics", false);
  if (isRule) demandSections(file, body);
  return {
    id,
    title: readText(file, fields, "title"),
    kind,
    severity: readSeverity(file, fields, isRule),
    owner: readText(file, fields, "owner"),
    checks,
    actions,
    firstSteps: [...checks, ...actions].slice(0, FIRST_STEPS),
    ...(diagnostics.length > 0 && { diagnostics }),
    bodyMarkdown: body.trim(),
  };
}

type Fields = ReadonlyMap<string, unknown>;

function readFrontMatter(file: string, yaml: string): Fields {
  let value: unknown;
  try {
    value = parse(yaml);
  } catch (error) {
    throw new RunbookFormatError(file, "front matter", "is not YAML", { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RunbookFormatError(file, "front matter", "must be a list of `name: value` lines");
  }
  return new Map(Object.entries(value));
}

function readText(file: string, fields: Fields, name: string): string {
  const value = fields.get(name);
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new RunbookFormatError(file, name, "must be a text and may not be empty");
}

function readList(file: string, fields: Fields, name: string, isRequired: boolean): readonly string[] {
  const value: unknown = fields.get(name) ?? [];
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.filter((item): item is string => typeof item === "string" && item.trim() !== "");
  if (!Array.isArray(value) || texts.length < items.length) {
    throw new RunbookFormatError(file, name, "must be a list of texts");
  }
  if (isRequired && texts.length === 0) {
    throw new RunbookFormatError(file, name, "may not be empty in the runbook of a rule");
  }
  return texts;
}

function readSeverity(file: string, fields: Fields, isRequired: boolean): Severity | null {
  const value = fields.get("severity");
  if (value === undefined && !isRequired) return null;
  const severity = SEVERITIES.find((known) => known === value);
  if (severity !== undefined) return severity;
  throw new RunbookFormatError(file, "severity", `must be one of ${SEVERITIES.join(", ")}`);
}

function demandSections(file: string, body: string): void {
  const found = [...body.matchAll(/^## (?<heading>.+)$/gm)].map(({ groups }) => groups?.["heading"]?.trim());
  const missing = RUNBOOK_SECTIONS.find((section, index) => found[index] !== section);
  if (missing === undefined) return;
  throw new RunbookFormatError(
    file,
    missing,
    `is missing or out of place: the sections are ${RUNBOOK_SECTIONS.join(", ")}, in this order`,
  );
}
