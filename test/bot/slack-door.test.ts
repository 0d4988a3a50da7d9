import { expect } from "chai";
import { ALERT_ID } from "./support/cards.ts";
import { type Harness, startHarness } from "./support/slack-harness.ts";

describe("Slack's door", () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const challenge = JSON.stringify({ type: "url_verification", challenge: "abc" });
  const now = (): number => Math.floor(Date.now() / 1000);

  it("answers the challenge of a rightly signed request", async () => {
    const response = await harness.send(challenge);
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({ challenge: "abc" });
    expect(harness.refusals).to.deep.equal([]);
  });

  it("refuses a forged signature", async () => {
    for (const signature of [`v0=${"0".repeat(64)}`, "v0", "", "nonsense=1=2"]) {
      const response = await harness.send(challenge, { signature });
      expect(response.status, signature).to.be.oneOf([400, 401]);
      expect(await response.text()).to.equal("");
    }
    expect(harness.refusals).to.have.length(4);
    expect(harness.refusals[0]).to.equal("bad_signature");
  });

  it("refuses a request without a signature", async () => {
    const response = await fetch(`${harness.server.url}/slack/events`, { method: "POST", body: challenge });
    expect(response.status).to.equal(401);
    expect(harness.refusals).to.deep.equal(["missing_signature"]);
  });

  it("refuses a request from more than five minutes ago, though rightly signed", async () => {
    const response = await harness.send(challenge, { timestamp: now() - 302 });
    expect(response.status).to.equal(401);
    expect(harness.refusals).to.deep.equal(["stale_timestamp"]);
  });

  it("refuses a request from more than five minutes ahead, though rightly signed", async () => {
    const response = await harness.send(challenge, { timestamp: now() + 303 });
    expect(response.status).to.equal(401);
    expect(harness.refusals).to.deep.equal(["future_timestamp"]);
  });

  it("bears a clock that is a little off, either way", async () => {
    for (const timestamp of [now() - 290, now() + 290]) {
      expect((await harness.send(challenge, { timestamp })).status).to.equal(200);
    }
  });

  it("refuses a timestamp that is no number of seconds", async () => {
    for (const timestamp of [Number.NaN, Number.POSITIVE_INFINITY, -5, 1.5]) {
      expect((await harness.send(challenge, { timestamp })).status, String(timestamp)).to.equal(401);
    }
    expect(harness.refusals).to.deep.equal(Array.from({ length: 4 }, () => "bad_signature"));
  });

  it("refuses a body of more than a mebibyte, announced or not", async () => {
    const large = JSON.stringify({ type: "url_verification", challenge: "x".repeat(1024 * 1024) });
    expect((await harness.send(large)).status).to.equal(413);
    const unannounced = await fetch(`${harness.server.url}/slack/events`, {
      method: "POST",
      headers: { "X-Slack-Request-Timestamp": String(now()), "X-Slack-Signature": "v0=0" },
      body: new Blob([large]).stream(),
      duplex: "half",
    });
    expect(unannounced.status).to.equal(413);
    expect(harness.refusals).to.deep.equal(["too_large", "too_large"]);
  });

  it("answers a signed body it cannot read with 400, never with a failure of its own", async () => {
    for (const body of ["", "{", "null"]) {
      expect((await harness.send(body)).status, body).to.equal(400);
    }
    expect(harness.refusals).to.deep.equal(Array.from({ length: 3 }, () => "malformed"));
  });

  it("takes only posts, and says nothing of itself", async () => {
    const response = await fetch(`${harness.server.url}/slack/events`);
    expect(response.status).to.equal(404);
    expect(response.headers.get("x-powered-by")).to.equal(null);
  });

  it("acknowledges a replayed command, runs it once, and says so", async () => {
    const asked = { trigger_id: "trigger-same" };
    const first = await harness.command("/nightshift", "", asked);
    await harness.slack.called("respond");
    const again = await harness.command("/nightshift", "", asked);
    expect([first.status, again.status]).to.deep.equal([200, 200]);
    await harness.app.stop();
    const answers = harness.slack.calls.map(({ method, args }) => [method, String(args["text"])]);
    expect(answers).to.have.length(2);
    expect(answers[1]?.[1]).to.match(/^This was already sent, .* \(reference [0-9a-f]{12}\)$/);
    expect(harness.refusals).to.deep.equal(["replayed"]);
  });

  it("presses a replayed button once, and says so under a reference that is in the log", async () => {
    const value = { tenantId: "acme", alertId: ALERT_ID };
    await harness.press("acknowledge-alert", value, "trigger-same");
    await harness.slack.called("chat.update");
    await harness.press("acknowledge-alert", value, "trigger-same");
    const { args } = await harness.slack.called("respond");
    await harness.app.stop();
    expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["chat.update", "respond"]);
    const reference = /\(reference ([0-9a-f]{12})\)/.exec(String(args["text"]))?.[1];
    expect(harness.log.some(({ fields }) => fields["reference"] === reference)).to.equal(true);
  });

  it("takes a form once, and answers the same one sent again in the form itself", async () => {
    const values = {
      reason: { reason: { selected_option: { value: "noise" } } },
      notes: { notes: { value: null } },
    };
    const ref = { tenantId: "acme", alertId: ALERT_ID };
    const first = await harness.submit("alert-feedback", ref, values, "trigger-same");
    const again = await harness.submit("alert-feedback", ref, values, "trigger-same");
    expect(await first.text()).to.contain("Thank you");
    expect(await again.text())
      .to.contain("Already sent")
      .and.contain("(reference ");
  });

  it("runs an event once, however often Slack sends it", async () => {
    const event = JSON.stringify({
      type: "event_callback",
      event_id: "Ev1",
      team_id: "T1",
      event: { type: "app_home_opened", user: "U0PERSON", tab: "home", channel: "D1", event_ts: "1" },
    });
    expect((await harness.send(event)).status).to.equal(200);
    expect((await harness.send(event, { headers: { "X-Slack-Retry-Num": "1" } })).status).to.equal(200);
    await harness.slack.called("views.publish");
    await harness.app.stop();
    expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["views.publish"]);
  });

  it("says of an unknown command where the known ones are", async () => {
    const response = await harness.command("/run-forever", "");
    expect(response.status).to.equal(200);
    expect(await response.text()).to.contain("/nightshift help");
  });

  it("takes a form whose type names a charset", async () => {
    const body = new URLSearchParams({
      command: "/alerts",
      text: "",
      user_id: "U0PERSON",
      team_id: "T1",
      channel_id: "C0HERE",
      trigger_id: "charset-1",
      response_url: harness.slack.responseUrl,
    }).toString();
    const before = harness.slack.calls.filter(({ method }) => method === "respond").length;
    const response = await harness.send(body, { type: "application/x-www-form-urlencoded; charset=utf-8" });
    expect(response.status).to.equal(200);
    expect((await harness.slack.called("respond", before)).args["text"]).to.contain("Open alerts");
  });

  it("answers Slack's unsigned check of the certificate, and nothing else unsigned", async () => {
    const unsigned = (body: string) =>
      fetch(`${harness.server.url}/slack/events`, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
    expect((await unsigned("ssl_check=1&token=x")).status).to.equal(200);
    expect((await unsigned("ssl_check=0&token=x")).status).to.equal(401);
    expect((await unsigned("command=%2Falerts&text=")).status).to.equal(401);
    expect((await unsigned(`ssl_check=1&token=${"x".repeat(2000)}`)).status).to.equal(401);
  });
});
