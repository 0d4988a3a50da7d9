import { withClient } from "./embedded/server/with-client.ts";

/** Asks a server for an answer, on a connection of its own; throws within five seconds when there is none. */
export async function pingDatabase(url: string): Promise<void> {
  await withClient(url, (client) => client.query("select 1"));
}
