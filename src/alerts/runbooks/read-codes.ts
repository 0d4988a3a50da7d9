import type { RunbookCode } from "./runbook.ts";

/** The first column of a table of codes. */
const CODE_COLUMNS = ["error code", "top error class", "state", "reason"];

/** The codes that a runbook's tables explain. */
export function readCodes(body: string): RunbookCode[] {
  const codes: RunbookCode[] = [];
  let isCodes = false;
  let before = "";
  for (const line of body.split("\n")) {
    const cells = readCells(line);
    if (cells === null) isCodes = false;
    else if (readCells(before) === null) isCodes = CODE_COLUMNS.includes(cells[0]?.toLowerCase() ?? "");
    else if (isCodes && !/^[-: ]*$/.test(cells.join(""))) {
      const names = [...(cells[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "");
      const [, means = "", goTo = ""] = cells;
      if (names.length > 0) codes.push({ codes: names, means, goTo: goTo === "" ? null : goTo });
    }
    before = line;
  }
  return codes;
}

/** What the tables say of a code; null when none of them has it. */
export function findCode(codes: readonly RunbookCode[], code: string): RunbookCode | null {
  return codes.find((line) => line.codes.includes(code)) ?? null;
}

function readCells(line: string): string[] | null {
  const text = line.trim();
  if (!text.startsWith("|") || !text.endsWith("|")) return null;
  return text
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}
