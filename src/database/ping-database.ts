import { withClient } from "./embedded/server/with-client.ts";

/** Checks on a new connection that the server answers; throws within five seconds if it does not. */
export async function pingDatabase(url: string): Promise<void> {
  await withClient(url, (client) => client.query("select 1"));
}
