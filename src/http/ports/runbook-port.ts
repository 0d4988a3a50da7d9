/** A page of the runbooks folder. */
export interface RunbookPage {
  readonly id: string;
  readonly title: string;
  readonly severity: string | null;
  readonly owner: string | null;
  readonly markdown: string;
}

/** Reads runbooks. */
export interface RunbookPort {
  read(id: string): Promise<RunbookPage | null>;
  list(): Promise<readonly string[]>;
}
