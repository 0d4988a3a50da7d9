import { join } from "node:path";

/** The paths in the folder of an embedded Postgres. */
export interface Layout {
  readonly directory: string;
  /** The cluster; owned by the account the server runs as. */
  readonly data: string;
  /** Server state and passwords, see ServerState. */
  readonly state: string;
  readonly lock: string;
  /** One empty file per holder, named by its claim. */
  readonly attached: string;
  readonly log: string;
}

export function createLayout(directory: string): Layout {
  return {
    directory,
    data: join(directory, "postgres"),
    state: join(directory, "postgres.json"),
    lock: join(directory, "postgres.lock"),
    attached: join(directory, "attached"),
    log: join(directory, "postgres.log"),
  };
}
