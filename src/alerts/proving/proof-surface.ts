import type { Role } from "../../entities/vocabulary.ts";
import type { ProvableStep } from "./provable-step.ts";

/** How a step was proved. */
export const PROOF_MEANS = ["ran", "ran_dry", "planned", "parsed", "found"] as const;
export type ProofMeans = (typeof PROOF_MEANS)[number];

/** What came of proving a step; `problem` null: it works. */
export interface StepProof extends ProvableStep {
  readonly means: ProofMeans;
  readonly problem: string | null;
}

/** What a command came to. */
export interface CommandProof {
  readonly means: ProofMeans;
  readonly problem: string | null;
}

/** `parse`: only read; `dry`: run where it has a `--dry-run`; `execute`: run for real. */
export type CommandMode = "parse" | "dry" | "execute";

/** What people at an alert can use, to compare what runbooks tell them to use with. */
export interface ProofSurface {
  /** Tries the words of a command line, as a shell would hand them over. */
  tryCommand(words: readonly string[], mode: CommandMode): Promise<CommandProof>;
  /** Slash commands, and the paths that the HTTP server has, whose usage is empty. */
  readonly slashes: readonly { readonly name: string; readonly usage: string }[];
  /** The role that each button demands, by its label. */
  readonly buttons: Readonly<Record<string, Role>>;
  readonly settings: readonly string[];
  /** Whether somebody is admin of every tenant by setting. */
  readonly hasFirstAdmin: boolean;
}
