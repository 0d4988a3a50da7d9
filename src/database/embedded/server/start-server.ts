import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { DatabaseUnavailableError } from "../../../errors.ts";
import type { Layout } from "../folder/layout.ts";
import { poll } from "../folder/poll.ts";
import { PROGRAM_ENVIRONMENT } from "../folder/program-environment.ts";
import type { ServerAccount } from "../folder/server-account.ts";
import { describeSpawnError } from "../programs/run-program.ts";
import { choosePort } from "./choose-port.ts";
import { findPostmaster, isPostmaster, type Postmaster } from "./find-postmaster.ts";
import { createServerArguments } from "./server-arguments.ts";
import { openLog, readLogTail } from "./server-log.ts";
import { stopServer } from "./stop-server.ts";
import { waitForAnswer } from "./wait-for-answer.ts";

/** What a server is started with. */
export interface ServerOptions {
  readonly layout: Layout;
  readonly program: string;
  readonly account: ServerAccount | undefined;
  /** The superuser's. */
  readonly password: string;
  readonly preferredPort: number | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** Retry for this long: what a killed server leaves behind (children, a zombie, shared memory) takes seconds to go. */
const ATTEMPTS_MS = 30_000;
const BETWEEN_ATTEMPTS_MS = 250;

/** The running server of the cluster: an existing one if it answers, otherwise a new one. The caller must hold the lock. */
export async function ensureServer(options: ServerOptions): Promise<Postmaster> {
  const server = await poll(
    async () => (await reuseServer(options)) ?? (await startServer(options)),
    ATTEMPTS_MS,
    BETWEEN_ATTEMPTS_MS,
  );
  if (server !== undefined) return server;
  throw new DatabaseUnavailableError(
    `The embedded Postgres did not start within ${ATTEMPTS_MS / 1000} s. The end of ${options.layout.log}:\n${await readLogTail(options.layout.log)}`,
  );
}

async function reuseServer({ layout, password }: ServerOptions): Promise<Postmaster | undefined> {
  const found = await findPostmaster(layout.data);
  if (found === undefined) return undefined;
  if (await waitForAnswer(found.port, password, () => !isPostmaster(found.pid, layout.data))) return found;
  await stopServer(found.pid, layout.data, "SIGQUIT");
  return undefined;
}

/** Undefined if the server ended before it answered: its port was taken, or its predecessor is not quite gone. */
async function startServer(options: ServerOptions): Promise<Postmaster | undefined> {
  const { layout, password } = options;
  const port = await choosePort(options.preferredPort);
  const child = await spawnServer(options, port);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const pid = child.pid ?? 0;
  if (await waitForAnswer(port, password, hasEnded)) return { pid, port };
  await stopServer(pid, layout.data, "SIGQUIT");
  return undefined;
}

/** Detached and with its own log file, the server outlives the process that started it. */
async function spawnServer(options: ServerOptions, port: number): Promise<ChildProcess> {
  const { layout, program, account, settings } = options;
  const args = await createServerArguments(layout.data, port, settings);
  const log = await openLog(layout.log);
  try {
    const child = spawn(program, args, {
      cwd: "/",
      env: PROGRAM_ENVIRONMENT,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      ...account,
    });
    child.unref();
    await once(child, "spawn");
    return child;
  } catch (error) {
    throw error instanceof Error ? describeSpawnError(program, error) : error;
  } finally {
    await log.close();
  }
}
