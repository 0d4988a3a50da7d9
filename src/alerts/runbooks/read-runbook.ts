import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { SEVERITIES } from "../../entities/vocabulary.ts";
import { RunbookFormatError } from "../../errors.ts";
import { readCodes } from "./read-codes.ts";
import { RUNBOOK_SECTIONS, type Runbook } from "./runbook.ts";

const FIRST_STEPS = 3;
const FRONT_MATTER = /^---\n(?<yaml>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/;

const Text = z.string("must be a text and may not be empty").refine((text) => text.trim() !== "", {
  error: "must be a text and may not be empty",
});
const Texts = z
  .array(Text, "must be a list of texts")
  .nullish()
  .transform((texts) => texts ?? []);

const FrontMatter = z.strictObject(
  {
    id: Text,
    title: Text,
    kind: z.enum(["rule", "reference"], { error: "must be rule or reference" }),
    severity: z.enum(SEVERITIES, { error: `must be one of ${SEVERITIES.join(", ")}` }).optional(),
    owner: Text,
    checks: Texts,
    actions: Texts,
    diagnostics: Texts,
  },
  {
    error: ({ code }) =>
      code === "unrecognized_keys"
        ? "has a field that no runbook has"
        : "must be a list of `name: value` lines",
  },
);

/** Reads a runbook's text; `file` names it in errors, and its base name must be the runbook's id. */
export function readRunbook(file: string, text: string): Runbook {
  const { yaml, body } = FRONT_MATTER.exec(text.replaceAll("\r\n", "\n"))?.groups ?? {};
  if (yaml === undefined || body === undefined) {
    throw new RunbookFormatError(file, "front matter", "must open the file, between two lines of ---");
  }
  const fields = readFrontMatter(file, yaml);
  const { id, title, kind, severity, owner, checks, actions, diagnostics } = fields;
  if (basename(file) !== `${id}.md`) {
    throw new RunbookFormatError(file, "id", `is "${id}", so the file must be called ${id}.md`);
  }
  if (kind === "rule") demandRuleParts(file, fields, body);
  return {
    id,
    title,
    kind,
    severity: severity ?? null,
    owner,
    checks,
    actions,
    firstSteps: [...checks, ...actions].slice(0, FIRST_STEPS),
    ...(diagnostics.length > 0 && { diagnostics }),
    codes: readCodes(body),
    bodyMarkdown: body.trim(),
  };
}

function readFrontMatter(file: string, yaml: string): z.infer<typeof FrontMatter> {
  let value: unknown;
  try {
    value = parse(yaml);
  } catch (error) {
    throw new RunbookFormatError(file, "front matter", "is not YAML", { cause: error });
  }
  const result = FrontMatter.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? `: ${issue.keys.join(", ")}` : "";
  throw new RunbookFormatError(
    file,
    String(issue?.path[0] ?? "front matter"),
    `${issue?.message ?? "cannot be read"}${unknown}`,
  );
}

/** What the runbook of a rule has and a reference need not have. */
function demandRuleParts(
  file: string,
  { severity, checks, actions }: z.infer<typeof FrontMatter>,
  body: string,
): void {
  if (severity === undefined) {
    throw new RunbookFormatError(file, "severity", `must be one of ${SEVERITIES.join(", ")}`);
  }
  for (const [name, texts] of Object.entries({ checks, actions })) {
    if (texts.length === 0) {
      throw new RunbookFormatError(file, name, "may not be empty in the runbook of a rule");
    }
  }
  const found = [...body.matchAll(/^## (?<heading>.+)$/gm)].map(({ groups }) => groups?.["heading"]?.trim());
  const missing = RUNBOOK_SECTIONS.find((section, index) => found[index] !== section);
  if (missing === undefined) return;
  throw new RunbookFormatError(
    file,
    missing,
    `is missing or out of place: the sections are ${RUNBOOK_SECTIONS.join(", ")}, in this order`,
  );
}
