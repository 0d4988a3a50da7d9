import { spawn } from "node:child_process";
import { once } from "node:events";
import { pid } from "node:process";
import { expect } from "chai";
import { readProcess } from "../../../../src/database/embedded/folder/read-process.ts";
import { waitUntil } from "../../../support/wait-until.ts";

describe("readProcess", () => {
  it("finds this process, each time with the same start", () => {
    expect(readProcess(pid)?.command[0]).to.match(/node/);
    expect(readProcess(pid)?.startedAt).to.equal(readProcess(pid)?.startedAt);
  });

  it("finds none where a process has ended", async () => {
    const child = spawn("true");
    await once(child, "exit");
    expect(readProcess(child.pid ?? 0)).to.equal(undefined);
  });

  it("takes a zombie for ended", async () => {
    // The shell starts a child that ends with our input, then becomes a program that never reaps it.
    const script = "exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60 3<&-";
    const parent = spawn("sh", ["-c", script]);
    try {
      const zombie = await new Promise<number>((resolve) => {
        parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
      await waitUntil(() => readProcess(parent.pid ?? 0)?.command[0] === "sleep");
      parent.stdin.end();
      expect(zombie).to.be.greaterThan(0);
      await waitUntil(() => readProcess(zombie) === undefined);
      expect(process.kill(zombie, 0)).to.equal(true); // it is still there, as a zombie
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
