import { rm } from "node:fs/promises";
import { attach, countAttached } from "./folder/attachments.ts";
import { createLayout, type Layout } from "./folder/layout.ts";
import { prepareDirectory } from "./folder/prepare-directory.ts";
import { findServerAccount } from "./folder/server-account.ts";
import { withFileLock } from "./folder/with-file-lock.ts";
import { findPostmaster } from "./server/find-postmaster.ts";
import { type OpenServer, openServer } from "./server/open-server.ts";
import { DATABASE } from "./server/provision.ts";
import { type ServerState, writeServerState } from "./server/server-state.ts";
import { stopServer } from "./server/stop-server.ts";
import { watchServer } from "./server/watch-server.ts";
import { createUrl } from "./server/with-client.ts";

/** A hold on the embedded Postgres of a folder; the server runs while any process holds it. */
export interface EmbeddedPostgres {
  /** postgres:// URLs as the superuser and the three roles, database `nightshift`. */
  readonly urls: {
    readonly administrator: string;
    readonly owner: string;
    readonly app: string;
    readonly service: string;
  };
  readonly port: number;
  /** Releases the hold; the last holder stops the server and waits until it is down. May be called again. */
  release(): Promise<void>;
}

/** The cluster's folder, and Postgres settings (`postgres -c`) that apply if this call starts the server. */
export interface EmbeddedPostgresOptions {
  readonly directory: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Attaches to the embedded Postgres of the folder, creating the cluster and starting the server as needed; any number of processes may do so at once. */
export async function acquireEmbeddedPostgres({
  directory,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = await findServerAccount();
  const layout = createLayout(await prepareDirectory(directory, account));
  const open = () => openServer(layout, account, settings);
  const { server, note } = await withFileLock(layout.lock, async () => {
    await countAttached(layout.attached); // removes the notes of dead processes
    return { server: await open(), note: await attach(layout.attached) };
  });
  let current = server;
  const unwatch = watchServer(server.pid, layout.data, async () => {
    current = await withFileLock(layout.lock, open);
    return current.pid;
  });
  let released: Promise<void> | undefined;
  return {
    urls: createUrls(server.port, server.passwords),
    port: server.port,
    release() {
      released ??= unwatch().then(() => letGo(layout, note, current));
      return released;
    },
  };
}

async function letGo(layout: Layout, note: string, server: OpenServer): Promise<void> {
  await withFileLock(layout.lock, async () => {
    await rm(note, { force: true });
    if ((await countAttached(layout.attached)) > 0) return;
    const running = (await findPostmaster(layout.data)) ?? server;
    await stopServer(running.pid, layout.data);
    await writeServerState(layout.state, { passwords: server.passwords, port: server.port, pid: null });
  });
}

function createUrls(port: number, passwords: ServerState["passwords"]): EmbeddedPostgres["urls"] {
  return {
    administrator: createUrl(port, "postgres", passwords.postgres, DATABASE),
    owner: createUrl(port, "nightshift_owner", passwords.nightshift_owner, DATABASE),
    app: createUrl(port, "nightshift_app", passwords.nightshift_app, DATABASE),
    service: createUrl(port, "nightshift_service", passwords.nightshift_service, DATABASE),
  };
}
