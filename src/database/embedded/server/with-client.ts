import { Client } from "pg";
import type { DatabaseRole } from "./server-state.ts";

export const HOST = "127.0.0.1";

/** The URL under which a role reaches a database of the server on `port`. */
export function createUrl(port: number, role: DatabaseRole, password: string, database: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@${HOST}:${port}/${encodeURIComponent(database)}`;
}

/** Runs `action` on a connection of its own. */
export async function withClient<T>(url: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {}); // a lost connection also fails the query in progress, which reports it
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}
