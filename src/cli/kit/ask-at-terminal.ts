import { createInterface } from "node:readline/promises";
import type { CliContext } from "./context.ts";

/** What a person at a terminal answers; null if nobody can be asked. */
export async function askAtTerminal(context: CliContext, question: string): Promise<string | null> {
  if (!process.stdin.isTTY || context.err !== process.stderr || !process.stderr.isTTY) return null;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await asking.question(question)).trim();
  } finally {
    asking.close();
  }
}

export const isYes = (answer: string | null): boolean => /^y(es)?$/i.test(answer ?? "");
