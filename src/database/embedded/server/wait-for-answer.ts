import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import { poll } from "../folder/poll.ts";
import { createUrl, withClient } from "./with-client.ts";

/** How long to wait for a server that reports it is recovering from a crash. */
const RECOVERY_MS = 120_000;
const SILENCE_MS = 10_000;
const STARTING_UP = "57P03";
const WRONG_PASSWORD = "28P01";

/** Waits until the server on `port` accepts connections; false if `hasEnded` says so or it stays silent for 10 s. */
export async function waitForAnswer(
  port: number,
  password: string,
  hasEnded: () => boolean,
): Promise<boolean> {
  const url = createUrl(port, "postgres", password, "postgres");
  let heardAt = performance.now();
  const answer = await poll(async () => {
    if (hasEnded()) return false;
    try {
      await withClient(url, (client) => client.query("SELECT 1"));
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === WRONG_PASSWORD) throw wrongPassword(error);
      if (code === STARTING_UP) heardAt = performance.now();
      return performance.now() - heardAt < SILENCE_MS ? undefined : false;
    }
  }, RECOVERY_MS);
  return answer ?? false;
}

function wrongPassword(cause: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(
    "The embedded Postgres refuses the password in postgres.json: the file belongs to another cluster. Remove it, and the next start creates new passwords.",
    { cause },
  );
}
