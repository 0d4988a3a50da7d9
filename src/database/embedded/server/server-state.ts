import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { errorCode } from "../../../errors.ts";

/** The roles of a cluster: its superuser, and the three nightshift works as. */
export const DATABASE_ROLES = [
  "postgres",
  "nightshift_owner",
  "nightshift_app",
  "nightshift_service",
] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/** What `postgres.json` holds. */
export interface ServerState {
  /** Null while no server runs. */
  readonly pid: number | null;
  /** The port of the running or the last server; the next one reuses it if it is free. Null before the first. */
  readonly port: number | null;
  readonly passwords: Readonly<Record<DatabaseRole, string>>;
}

export function createServerState(): ServerState {
  const password = () => randomBytes(24).toString("base64url");
  return {
    pid: null,
    port: null,
    passwords: {
      postgres: password(),
      nightshift_owner: password(),
      nightshift_app: password(),
      nightshift_service: password(),
    },
  };
}

/** The state in the file; undefined if there is no file or it is damaged. */
export async function readServerState(path: string): Promise<ServerState | undefined> {
  try {
    return parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Replaces the file in one step, so that no reader and no crash sees half of it. */
export async function writeServerState(path: string, state: ServerState): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  await rename(draft, path);
}

function parse(value: unknown): ServerState | undefined {
  if (!isRecord(value) || !isRecord(value["passwords"])) return undefined;
  const { pid, port, passwords } = value;
  const { postgres, nightshift_owner, nightshift_app, nightshift_service } = passwords;
  if (
    typeof postgres !== "string" ||
    typeof nightshift_owner !== "string" ||
    typeof nightshift_app !== "string" ||
    typeof nightshift_service !== "string"
  ) {
    return undefined;
  }
  return {
    pid: typeof pid === "number" ? pid : null,
    port: typeof port === "number" ? port : null,
    passwords: { postgres, nightshift_owner, nightshift_app, nightshift_service },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
