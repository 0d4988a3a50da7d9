import { cpus, totalmem } from "node:os";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { VERSION } from "../src/version.ts";

/** The machine and the versions the figures come from, on one line. */
export async function describeMachine(superuserUrl: string): Promise<string> {
  const [cpu] = cpus();
  const { rows } = await withClient(superuserUrl, (client) =>
    client.query<{ version: string }>("select current_setting('server_version') as version"),
  );
  const postgres = rows[0]?.version ?? "unknown";
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${cpus().length} x ${cpu?.model ?? "unknown processor"}, ${memory}, ${process.platform} ${process.arch}; Node ${process.version}, Postgres ${postgres}, nightshift ${VERSION}`;
}
