import type { Layout } from "../folder/layout.ts";
import { requireEnterable } from "../folder/require-enterable.ts";
import type { ServerAccount } from "../folder/server-account.ts";
import { type Binaries, findBinaries } from "../programs/find-binaries.ts";
import type { Postmaster } from "./find-postmaster.ts";
import { adoptCluster, hasCluster, initialiseCluster } from "./initialise-cluster.ts";
import { provision } from "./provision.ts";
import { resetSuperuserPassword } from "./reset-superuser-password.ts";
import { createServerState, readServerState, type ServerState, writeServerState } from "./server-state.ts";
import { ensureServer } from "./start-server.ts";

/** A running server with the roles and the database in place. */
export interface OpenServer extends Postmaster {
  readonly passwords: ServerState["passwords"];
}

/** Turns the folder's cluster, whatever its state, into a running, provisioned server. The caller must hold the lock. */
export async function openServer(
  layout: Layout,
  account: ServerAccount | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<OpenServer> {
  const binaries = await findBinaries();
  await requireEnterable(binaries.postgres, account);
  const { state, owner } = await openCluster(layout, binaries, account, settings["fsync"] !== "off");
  const server = await ensureServer({
    layout,
    program: binaries.postgres,
    account: owner,
    password: state.passwords.postgres,
    preferredPort: state.port,
    settings,
  });
  await provision(server.port, state.passwords);
  await writeServerState(layout.state, { ...state, ...server });
  return { ...server, passwords: state.passwords };
}

async function openCluster(
  layout: Layout,
  binaries: Binaries,
  account: ServerAccount | undefined,
  isDurable: boolean,
): Promise<{ state: ServerState; owner: ServerAccount | undefined }> {
  const known = await readServerState(layout.state);
  const state = known ?? createServerState();
  if (!(await hasCluster(layout.data))) {
    if (known === undefined) await writeServerState(layout.state, state); // before any crash can lose the password
    await initialiseCluster(layout, { binaries, account, password: state.passwords.postgres, isDurable });
    return { state, owner: account };
  }
  const owner = await adoptCluster(layout.data, account);
  if (known === undefined) {
    await resetSuperuserPassword(layout.data, binaries.postgres, owner, state.passwords.postgres);
    await writeServerState(layout.state, state);
  }
  return { state, owner };
}
