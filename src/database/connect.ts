import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Environment } from "../config/environment.ts";
import { ConfigurationError } from "../errors.ts";
import { createSecrets, type Secrets } from "./create-secrets.ts";
import { type Database, openDatabase } from "./database.ts";
import { acquireEmbeddedPostgres } from "./embedded/acquire-embedded-postgres.ts";
import { migrate } from "./migrate.ts";
import { findHashKey } from "./rotate-secrets-store.ts";

/** An open database (embedded or your own) and what belongs to it. */
export interface Connection {
  readonly database: Database;
  /** As the service role: for the queue and for listening. */
  readonly serviceUrl: string;
  readonly secrets: Secrets;
  close(): Promise<void>;
}

/** The URLs of the database, and whether it is the embedded one. The hold must be released. */
export interface DatabaseHold {
  readonly urls: {
    /** As whoever may most: the embedded server's superuser, else the owner, if the environment names one. */
    readonly administrator: string | null;
    readonly owner: string | null;
    readonly app: string;
    readonly service: string;
  };
  readonly isEmbedded: boolean;
  release(): Promise<void>;
}

/** The URL for migrations; null for the embedded database. Throws ConfigurationError if only the other URLs are set. */
export function ownerUrlOf({ databaseUrls, MIGRATION_DATABASE_URL }: Environment): string | null {
  if (MIGRATION_DATABASE_URL !== undefined) return MIGRATION_DATABASE_URL;
  if (databaseUrls === null) return null;
  throw new ConfigurationError([
    {
      name: "MIGRATION_DATABASE_URL",
      problem: "is required together with DATABASE_URL: the same database as the role that owns the tables",
    },
  ]);
}

/**
 * The database the environment names. If no URL is set, this is the embedded one, which is started unless it is running.
 * Throws ConfigurationError if only the owner's URL is set.
 */
export async function holdDatabase(environment: Environment): Promise<DatabaseHold> {
  if (environment.databaseUrls === null && environment.MIGRATION_DATABASE_URL !== undefined) {
    throw new ConfigurationError(
      (["DATABASE_URL", "DATABASE_SERVICE_URL"] as const).map((name) => ({
        name,
        problem:
          "is required together with MIGRATION_DATABASE_URL, which only `node_modules/.bin/nightshift migrate` uses (docs/running-in-production.md)",
      })),
    );
  }
  if (environment.databaseUrls !== null) {
    const owner = environment.MIGRATION_DATABASE_URL ?? null;
    return {
      urls: { ...environment.databaseUrls, owner, administrator: owner },
      isEmbedded: false,
      release: async () => undefined,
    };
  }
  const embedded = await acquireEmbeddedPostgres({ directory: resolve(environment.NIGHTSHIFT_DIR) });
  return { urls: embedded.urls, isEmbedded: true, release: () => embedded.release() };
}

/** Connects. Also migrates the embedded database; a database of your own is migrated only by `nightshift migrate`. */
export async function connect(
  environment: Environment,
  options: Parameters<typeof openDatabase>[1] = {},
): Promise<Connection> {
  const hold = await holdDatabase(environment);
  try {
    if (hold.isEmbedded && hold.urls.owner !== null) await migrate(hold.urls.owner);
    const { key, oldKey } = await readSecretsKeys(environment);
    const database = await openDatabase(hold.urls, options);
    const secrets = createSecrets(key, oldKey);
    const hashKey = await database
      .withService((transaction) => findHashKey(transaction, secrets))
      .catch(async (error: unknown) => {
        await database.close();
        throw error;
      });
    return {
      database,
      serviceUrl: hold.urls.service,
      // One that cannot be read was sealed with another key: a process that stays up and `doctor` say so.
      secrets: hashKey === null || !canUnseal(secrets, hashKey) ? secrets : secrets.withHashKey(hashKey),
      async close() {
        try {
          await database.close();
        } finally {
          await hold.release();
        }
      },
    };
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/** The key that seals, and the one before it while there is something left that it sealed. */
async function readSecretsKeys(environment: Environment): Promise<{ key: string; oldKey?: string }> {
  const { SECRETS_KEY: key, SECRETS_KEY_OLD: oldKey } = environment;
  if (key !== undefined) return { key, ...(oldKey !== undefined && { oldKey }) };
  return { key: await readSecretsKey(resolve(environment.NIGHTSHIFT_DIR)) };
}

function canUnseal(secrets: Secrets, sealed: string): boolean {
  try {
    secrets.unseal(sealed);
    return true;
  } catch {
    return false;
  }
}

/** The embedded database's own key, created at the first start; the first process to write it wins. */
async function readSecretsKey(directory: string): Promise<string> {
  const file = join(directory, "secrets-key");
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = (await readFile(file, "utf8")).trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new ConfigurationError([
      { name: file, problem: "is damaged; restore it, or remove it and enter stored secrets again" },
    ]);
  }
  return key;
}
