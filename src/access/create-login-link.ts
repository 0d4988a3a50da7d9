import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { createLoginToken } from "./login-link-store.ts";

/** The link that signs a Slack user in to the pages, once. Throws InvalidInputError. */
export async function createLoginLink(
  world: { readonly database: Database; readonly clock: Clock; readonly publicUrl: () => string },
  userId: string,
): Promise<string> {
  const token = await createLoginToken(world.database, userId, world.clock());
  return `${world.publicUrl().replace(/\/$/, "")}/login/${token}`;
}
