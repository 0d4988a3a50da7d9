import { expect } from "chai";
import { createServerArguments } from "../../../../src/database/embedded/server/server-arguments.ts";

describe("createServerArguments", () => {
  it("passes settings on, but never opens another address, port or socket", async () => {
    const args = await createServerArguments("/data", 5433, {
      fsync: "off",
      listen_addresses: "*",
      port: "1",
      unix_socket_directories: "/tmp",
    });
    expect(args.slice(0, 2)).to.deep.equal(["-D", "/data"]);
    expect(args).to.include.members(["fsync=off", "listen_addresses=127.0.0.1", "port=5433"]);
    expect(args).to.include("unix_socket_directories=");
    expect(args.join(" ")).to.not.match(/=(\*|1|\/tmp)( |$)/);
  });
});
