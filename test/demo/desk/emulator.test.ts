import { expect } from "chai";
import { type Emulator, startEmulator } from "../../../demo/desk/emulator.ts";
import { fieldsOf } from "../../../demo/desk/fields.ts";

describe("the emulator behind the desk", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator({
      publicUrl: "http://127.0.0.1:1",
      botToken: "xoxb-test",
      users: [{ id: "U0ANN00001", name: "ann", realName: "Ann Example" }],
      channels: [{ name: "alerts", id: "C0ALERTS01" }, { name: "general" }],
    });
  });
  after(() => emulator.stop());

  it("knows people and channels by the desk's ids, inside text too", async () => {
    const posted = await emulator.call("chat.postMessage", {
      channel: "C0ALERTS01",
      text: "hello <@U0ANN00001>",
    });
    expect(fieldsOf(posted["message"])).to.include({ text: "hello <@U0ANN00001>", user: "U0NIGHTSHIFT" });
    const { user } = await emulator.call("users.info", { user: "U0ANN00001" });
    expect(user).to.include({ id: "U0ANN00001", real_name: "Ann Example" });
    const info = await emulator.call("conversations.info", { channel: "C0ALERTS01" });
    expect(info["channel"]).to.include({ id: "C0ALERTS01", name: "alerts", is_member: true });
  });

  it("goes on after the five thousand calls an hour that the emulator gives one token", async () => {
    for (let round = 0; round < 51; round += 1)
      await Promise.all(Array.from({ length: 100 }, () => emulator.call("auth.test", {})));
    expect(await emulator.call("auth.test", {})).to.include({ ok: true, user_id: "U0NIGHTSHIFT" });
  }).timeout(60_000);

  it("opens one direct-message channel a person, which posting to the person uses", async () => {
    const posted = await emulator.call("chat.postMessage", { channel: "U0ANN00001", text: "psst" });
    expect(posted["channel"]).to.equal(emulator.directMessageId("U0ANN00001"));
  });

  it("gives out upload addresses on the front", async () => {
    const { upload_url } = await emulator.call("files.getUploadURLExternal", {
      filename: "a.csv",
      length: 3,
    });
    expect(upload_url).to.match(/^http:\/\/127\.0\.0\.1:1\/upload\/v1\/F/);
  });

  it("answers nobody but the desk on its own port", async () => {
    for (const path of ["/", "/api/auth.test", "/api/conversations.list"]) {
      const answer = await fetch(emulator.url + path, {
        method: "POST",
        headers: { authorization: "Bearer xoxb-test" },
      })
        .then(() => "answered")
        .catch(() => "cut");
      expect(answer, path).to.equal("cut");
    }
    expect(await emulator.call("auth.test", {})).to.include({ ok: true, user_id: "U0NIGHTSHIFT" });
  });
});
