import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { Client } from "pg";
import { waitUntil } from "./wait-until.ts";

/** Debian's PgBouncer, in transaction mode and otherwise with its defaults. */
export interface PgBouncer {
  /** The URL by which a database is reached through it. */
  through(url: string): string;
  /** Points it at another server with the same users. */
  pointTo(url: string): Promise<void>;
  stop(): Promise<void>;
}

const PROGRAM = "/usr/sbin/pgbouncer";
/** Debian's PgBouncer; null where it is not installed, for `skipWithout`. */
export const PGBOUNCER = existsSync(PROGRAM) ? PROGRAM : null;
export const PGBOUNCER_ADVICE = "apt-get install pgbouncer";

/** Starts it in front of the server of these URLs, for their users. */
export async function startPgBouncer(urls: readonly string[]): Promise<PgBouncer> {
  const [first] = urls;
  if (first === undefined) throw new TypeError("PgBouncer needs a server");
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "nightshift-pgbouncer-"));
  const users = urls.map((url) => new URL(url));
  const file = (name: string) => join(folder, name);
  await writeFile(
    file("users.txt"),
    users.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"\n`).join(""),
  );
  const writeSettings = (server: string) => {
    const { hostname, port: serverPort } = new URL(server);
    return writeFile(
      file("pgbouncer.ini"),
      `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${file("users.txt")}
pool_mode = transaction
`,
    );
  };
  await writeSettings(first);
  // Like Postgres, it refuses to run as root.
  const account = getuid?.() === 0 ? accountOf("postgres") : null;
  for (const name of ["", "users.txt", "pgbouncer.ini"]) {
    await chmod(file(name), 0o755);
    if (account !== null) await chown(file(name), account.uid, account.gid);
  }
  const child = spawn(PROGRAM, [file("pgbouncer.ini")], {
    stdio: "ignore",
    ...(account !== null && account),
  });
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const through = (text: string) => {
    const url = new URL(text);
    url.hostname = "127.0.0.1";
    url.port = String(port);
    return url.href;
  };
  await waitUntil(() => answers(through(first)), "PgBouncer to answer");
  return {
    through,
    async pointTo(url) {
      await writeSettings(url);
      child.kill("SIGHUP");
      await waitUntil(() => answers(through(first)), "PgBouncer to answer");
    },
    async stop() {
      child.kill("SIGKILL");
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

function accountOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}
