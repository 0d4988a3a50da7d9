import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import type { Runbook } from "../runbooks/runbook.ts";

/**
 * What a step of a runbook refers to. `query`: SQL. `command`: our command line. `slash`: a slash command or an address of ours, as
 * in `/health`. `button`: its label in italics. `first_button`: that of the rule's card. `check`: an automatic one, by its id.
 */
export const STEP_KINDS = [
  "query",
  "command",
  "slash",
  "button",
  "first_button",
  "check",
  "setting",
  "threshold",
  "runbook",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** Something a runbook tells a person to use, which must be there. */
export interface ProvableStep {
  readonly kind: StepKind;
  /** As written, with its placeholders; the label of a button. */
  readonly text: string;
  /** As in `Mitigation 3`. */
  readonly where: string;
}

const PROGRAM = "node_modules/.bin/nightshift ";
const FIRST_BUTTON = "the card's first button";
/** Written like a setting, but filled in by the reader. */
const PLACEHOLDERS = ["RUN_ID", "BASE_URL"];

/** Whether a runbook is proved: all but that of the rule that reports broken ones, which nobody would report. */
export function isProvable(runbookId: string): boolean {
  return runbookId !== PLATFORM_RULE_TABLE["PL-35"].runbookId;
}

/** Everything in a runbook that can be proved, in its order, each thing once. */
export function readProvableSteps(runbook: Runbook): ProvableStep[] {
  const steps = [
    ...runbook.checks.flatMap((text, index) => readText(text, `check ${index + 1}`)),
    ...runbook.actions.flatMap((text, index) => readText(text, `action ${index + 1}`)),
    ...(runbook.diagnostics ?? []).map((text) => ({ kind: "check" as const, text, where: "diagnostics" })),
    ...readParts(runbook.bodyMarkdown).flatMap(({ where, text, fence }) =>
      fence === null ? readText(text, where) : readFence(fence, text, where),
    ),
  ];
  const seen = new Set<string>();
  return steps.filter(({ kind, text }) => {
    const key = `${kind} ${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface Part {
  readonly where: string;
  readonly text: string;
  /** The language of a block of code; null for prose. */
  readonly fence: string | null;
}

/** A body in its parts: each numbered item's prose, and each block of code. */
function readParts(markdown: string): Part[] {
  const parts: Part[] = [];
  let section = "";
  let where = "";
  let prose: string[] = [];
  let fence: string | null = null;
  let code: string[] = [];
  const endProse = () => {
    if (prose.length > 0) parts.push({ where, text: prose.join(" "), fence: null });
    prose = [];
  };
  for (const raw of markdown.split("\n")) {
    const line = raw.trim();
    if (fence !== null) {
      if (line === "```") {
        parts.push({ where, text: code.join("\n"), fence });
        fence = null;
        code = [];
      } else code.push(raw);
    } else if (line.startsWith("```")) {
      endProse();
      fence = line.slice(3);
    } else if (raw.startsWith("## ")) {
      endProse();
      section = raw.slice(3).trim();
      where = section;
    } else {
      const number = /^(\d+)\. /.exec(raw)?.[1];
      if (number !== undefined || line === "") endProse();
      if (number !== undefined) where = `${section} ${number}`;
      if (line !== "") prose.push(line);
    }
  }
  endProse();
  return parts;
}

function readFence(fence: string, text: string, where: string): ProvableStep[] {
  if (fence === "sql") return [{ kind: "query", text: text.trim(), where }];
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith(PROGRAM))
    .map((line) => ({ kind: "command" as const, text: line.slice(PROGRAM.length), where }));
}

function readText(text: string, where: string): ProvableStep[] {
  const code = [...text.matchAll(/`([^`]+)`/g)].map(([, inner = ""]) => inner.trim());
  const prose = text.replaceAll(/`[^`]+`/g, "``");
  const found = (kind: StepKind, texts: readonly string[]) =>
    texts.map((one) => ({ kind, text: one, where }));
  return [
    ...found(
      "query",
      code.filter((one) => one.startsWith("select ")),
    ),
    ...found(
      "command",
      code.filter((one) => one.startsWith(PROGRAM)).map((one) => one.slice(PROGRAM.length)),
    ),
    ...found(
      "slash",
      code.filter((one) => /^\/[a-z]/.test(one)),
    ),
    ...found("button", matches(prose, /(?<![*\w])\*([^*\s][^*]*)\*(?!\*)/g)),
    ...found("first_button", prose.includes(FIRST_BUTTON) ? [FIRST_BUTTON] : []),
    ...found(
      "setting",
      matches(text, /\b([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\b/g).filter((one) => !PLACEHOLDERS.includes(one)),
    ),
    ...found("threshold", matches(text, /\b([A-Z]{2,3}-\d{2}\.\w+)\b/g)),
    ...found("runbook", matches(prose, /\]\(([\w-]+)\)/g)),
  ];
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}
