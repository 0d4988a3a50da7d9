import { escapeLiteral } from "pg";
import type { ServerAccount } from "../folder/server-account.ts";
import { runProgram } from "../programs/run-program.ts";
import { findPostmaster } from "./find-postmaster.ts";
import { stopServer } from "./stop-server.ts";

/** Sets a new superuser password if postgres.json was lost; single-user mode asks for none. The caller must hold the lock. */
export async function resetSuperuserPassword(
  data: string,
  program: string,
  account: ServerAccount | undefined,
  password: string,
): Promise<void> {
  const running = await findPostmaster(data);
  if (running !== undefined) await stopServer(running.pid, data);
  const statement = `ALTER ROLE postgres PASSWORD ${escapeLiteral(password)};\n`;
  await runProgram(program, ["--single", "-D", data, "postgres"], account, statement);
}
