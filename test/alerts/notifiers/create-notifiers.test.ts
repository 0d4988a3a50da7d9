import { createServer } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { expect } from "chai";
import type { FaultMode } from "../../../demo/town/fault.ts";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { createNotifiers } from "../../../src/alerts/notifiers/create-notifiers.ts";
import { NotifierError } from "../../../src/alerts/notifiers/notifier-error.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import type { AlertNotifier, NotifierEvent, NotifierName } from "../../../src/messages/notifier.ts";

const EVENT: NotifierEvent = {
  action: "trigger",
  fingerprint: "acme:VQ-03:lusha",
  tenantId: "acme",
  alertId: "6e7e0f0a-0000-4000-8000-000000000001",
  ruleId: "VQ-03",
  subject: "lusha",
  severity: "high",
  state: "firing",
  summary: "Lusha's quota is used up & <gone>.",
  facts: { calls: 12 },
  firedAt: new Date("2026-11-22T02:00:00Z"),
  drill: false,
  runbookUrl: "https://nightshift.example/runbooks/VQ-03",
  reference: null,
};

async function failureOf(work: Promise<unknown>): Promise<NotifierError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof NotifierError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const listen = (server: Server) =>
  new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });

describe("the notifiers", () => {
  let town: Town;
  before(async () => {
    town = await startTown({ companies: [] });
  });
  after(() => town.stop());
  afterEach(() => town.clearFaults());

  const notifier = (
    name: NotifierName,
    settings: Record<string, string> = town.notifierSettings,
  ): AlertNotifier => {
    const found = createNotifiers(readEnvironment(settings)).find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  const charged = (vendor: string, unit: string) =>
    town.calls().reduce((sum, call) => sum + (call.vendor === vendor ? (call.charged[unit] ?? 0) : 0), 0);
  const fault = (vendor: "pagerduty" | "jira" | "twilio", mode: FaultMode) =>
    town.setFault({ vendor, mode, times: 1 });

  it("are silent until they are set up", () => {
    expect(createNotifiers(readEnvironment({})).filter(({ isConfigured }) => isConfigured)).to.deep.equal([]);
    expect(notifier("pagerduty").isConfigured).to.equal(true);
    expect(notifier("email").isConfigured).to.equal(false);
  });

  it("PagerDuty has one incident of a condition, however often it is told, from trigger to resolve", async () => {
    const before = charged("pagerduty", "incidents");
    const { reference } = await notifier("pagerduty").send(EVENT);
    await notifier("pagerduty").send({ ...EVENT, reference });
    await notifier("pagerduty").send({ ...EVENT, action: "acknowledge", reference });
    await notifier("pagerduty").send({ ...EVENT, action: "resolve", reference });
    expect(reference).to.equal(EVENT.fingerprint);
    expect(charged("pagerduty", "incidents") - before).to.equal(1);
    expect([charged("pagerduty", "acknowledge"), charged("pagerduty", "resolve")]).to.deep.equal([1, 1]);
  });

  it("say of a drill that it is one, in the incident, the ticket and the text message", async () => {
    const bodies = new Map<string, string>();
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => {
        body += part.toString();
      });
      request.on("end", () => {
        bodies.set(request.url ?? "", body);
        response.writeHead(request.url === "/rest/api/3/search/jql" ? 200 : 201);
        response.end(
          JSON.stringify({ issues: [], key: "OPS-1", sid: "SM1", status: "success", dedup_key: "k" }),
        );
      });
    });
    await listen(server);
    const url = `http://127.0.0.1:${portOf(server)}`;
    const settings = {
      ...town.notifierSettings,
      PAGERDUTY_BASE_URL: url,
      JIRA_BASE_URL: url,
      TWILIO_BASE_URL: url,
    };
    const drill = { ...EVENT, drill: true };
    try {
      for (const name of ["pagerduty", "jira", "sms"] as const) await notifier(name, settings).send(drill);
    } finally {
      server.close();
    }
    const told = [...bodies].filter(([path]) => !path.endsWith("/jql")).map(([, body]) => body);
    expect(told).to.have.lengthOf(3);
    for (const body of told) expect(body.replaceAll(/[+]|%20/g, " ")).to.match(/DRILL (\[|%5B)high/);
    expect(bodies.get("/v2/enqueue")).to.include('"drill":"yes"');
    expect(bodies.get("/rest/api/3/issue")).to.match(
      /"labels":\["nightshift","nightshift-[0-9a-f]+","drill"\]/,
    );
  });

  it("PagerDuty has one incident when its answer is lost and it is told again", async () => {
    const event = { ...EVENT, fingerprint: "acme:VQ-03:lost" };
    const before = charged("pagerduty", "incidents");
    fault("pagerduty", "drop_after_write");
    expect(await failureOf(notifier("pagerduty").send(event))).to.include({ failure: "transient" });
    await notifier("pagerduty").send(event);
    expect(charged("pagerduty", "incidents") - before).to.equal(1);
  });

  it("Jira has one ticket when its answer is lost and it is asked again", async () => {
    const before = charged("jira", "tickets");
    town.setFault({ vendor: "jira", mode: "drop_after_write", times: 1, after: 1 });
    expect(await failureOf(notifier("jira").send(EVENT))).to.include({ failure: "unknown_outcome" });
    const { reference } = await notifier("jira").send(EVENT);
    expect(reference).to.match(/^OPS-\d+$/);
    await notifier("jira").send({ ...EVENT, reference });
    expect(charged("jira", "tickets") - before).to.equal(1);
  });

  it("Jira opens no ticket when it cannot be seen whether there is one", async () => {
    const before = charged("jira", "tickets");
    fault("jira", "malformed");
    expect(await failureOf(notifier("jira").send({ ...EVENT, fingerprint: "other" }))).to.include({
      failure: "transient",
    });
    expect(charged("jira", "tickets")).to.equal(before);
  });

  it("Jira hears once in the ticket that the condition is over, though the answer was lost", async () => {
    const event = { ...EVENT, fingerprint: "acme:CC-05:over" };
    const { reference } = await notifier("jira").send(event);
    const before = charged("jira", "comments");
    await notifier("jira").send({ ...event, action: "acknowledge", reference });
    expect(charged("jira", "comments")).to.equal(before);
    const over = { ...event, action: "resolve", reference } as const;
    town.setFault({ vendor: "jira", mode: "drop_after_write", times: 1, after: 1 });
    expect(await failureOf(notifier("jira").send(over))).to.include({ failure: "unknown_outcome" });
    await notifier("jira").send(over);
    expect(charged("jira", "comments") - before).to.equal(1);
  });

  it("Jira opens a second ticket only for what comes back after its ticket was closed or deleted", async () => {
    const event = { ...EVENT, fingerprint: "acme:CC-05:back" };
    const before = charged("jira", "tickets");
    const { reference } = await notifier("jira").send(event);
    await notifier("jira").send({ ...event, reference });
    expect(charged("jira", "tickets") - before).to.equal(1);
    const { JIRA_BASE_URL, JIRA_EMAIL, JIRA_API_TOKEN } = town.notifierSettings;
    await fetch(`${JIRA_BASE_URL}/rest/api/3/issue/${reference}/transitions`, {
      method: "POST",
      body: "{}",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from(`${JIRA_EMAIL}:${JIRA_API_TOKEN}`).toString("base64")}`,
      },
    });
    const again = await notifier("jira").send({ ...event, reference });
    expect(again.reference).to.not.equal(reference);
    expect(await notifier("jira").send({ ...event, reference: "OPS-9999" })).to.deep.equal(again);
    expect(charged("jira", "tickets") - before).to.equal(2);
  });

  it("SMS go to each number once an alert begins, and not when it ends", async () => {
    const before = charged("twilio", "messages");
    const { reference } = await notifier("sms").send(EVENT);
    expect(reference).to.match(/^SM/);
    await notifier("sms").send({ ...EVENT, action: "resolve", reference });
    expect(charged("twilio", "messages") - before).to.equal(2);
  });

  const failures: readonly [FaultMode, string][] = [
    ["rate_limited", "retry_after"],
    ["5xx", "unknown"],
  ];
  for (const [mode, failure] of failures) {
    it(`say of ${mode} what is to be done`, async () => {
      for (const [vendor, name] of [
        ["pagerduty", "pagerduty"],
        ["jira", "jira"],
        ["twilio", "sms"],
      ] as const) {
        fault(vendor, mode);
        const error = await failureOf(notifier(name).send({ ...EVENT, fingerprint: mode }));
        // What may be repeated is no mystery.
        const expected = failure === "unknown" ? (name === "sms" ? "unknown_outcome" : "transient") : failure;
        expect(error.failure, name).to.equal(expected);
        expect(error.message).to.not.match(/town/);
      }
    });
  }

  it("say that settings are wrong", async () => {
    const settings = { ...town.notifierSettings, JIRA_API_TOKEN: "wrong", TWILIO_AUTH_TOKEN: "wrong" };
    for (const name of ["jira", "sms"] as const)
      expect(await failureOf(notifier(name, settings).send(EVENT)), name).to.include({ failure: "config" });
  });

  it("can be asked whether their settings are taken, where that wakes nobody", async () => {
    const before = town.calls().filter(({ charged: units }) => Object.keys(units).length > 0).length;
    const wrong = { ...town.notifierSettings, JIRA_API_TOKEN: "wrong", TWILIO_AUTH_TOKEN: "wrong" };
    for (const name of ["jira", "sms"] as const) {
      await notifier(name).check?.();
      const error = await failureOf(notifier(name, wrong).check?.() ?? Promise.resolve());
      expect(error, name).to.include({ failure: "config", word: "http_401" });
    }
    const { email, mails, close } = await startMailServer();
    await email.check?.();
    close();
    expect(mails).to.deep.equal([]);
    const { email: closed, close: closeRefusing } = await startMailServer({ EHLO: "550 no", HELO: "550 no" });
    expect((await failureOf(closed.check?.() ?? Promise.resolve())).word).to.equal("smtp_550");
    closeRefusing();
    expect(town.calls().filter(({ charged: units }) => Object.keys(units).length > 0)).to.have.lengthOf(
      before,
    );
  });

  it("can be tested, and a test leaves no incident open", async () => {
    await notifier("pagerduty").test();
    const before = charged("pagerduty", "incidents");
    await notifier("pagerduty").test();
    expect(charged("pagerduty", "incidents") - before).to.equal(1);
  });

  it("a webhook gets text without markup of ours in it", async () => {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
        response.end("ok");
      });
    });
    await listen(server);
    try {
      await notifier("webhook", { SLACK_WEBHOOK_URL: `http://127.0.0.1:${portOf(server)}/T/B/x` }).send(
        EVENT,
      );
    } finally {
      server.close();
    }
    expect(bodies).to.deep.equal([
      {
        text: "[high] VQ-03 acme: Lusha's quota is used up &amp; &lt;gone&gt;.\n<https://nightshift.example/runbooks/VQ-03|Runbook>",
      },
    ]);
  });

  /** A mail server of five words. `answers` replaces what it says to a command. */
  async function startMailServer(answers: Readonly<Record<string, string>> = {}) {
    const mails: string[] = [];
    const server = createTcpServer((socket) => {
      let data: string | null = null;
      let rest = "";
      socket.on("error", () => undefined);
      socket.write("220 town ESMTP\r\n");
      socket.on("data", (chunk: Buffer) => {
        rest += chunk.toString("utf8");
        for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (data !== null && line !== ".") {
            data += `${line}\n`;
            continue;
          }
          const word = data === null ? (line.split(/[ :]/)[0] ?? "").toUpperCase() : "END";
          if (data !== null) mails.push(data.replaceAll(/\n[ \t]+/g, " "));
          data = word === "DATA" ? "" : null;
          socket.write(
            `${answers[word] ?? (word === "DATA" ? "354 go on" : word === "QUIT" ? "221 bye" : "250 ok")}\r\n`,
          );
        }
      });
    });
    await listen(server);
    const settings = {
      SMTP_URL: `smtp://127.0.0.1:${portOf(server)}`,
      SMTP_FROM: "nightshift@example.com",
      SMTP_TO: "oncall@example.com",
    };
    return { mails, email: notifier("email", settings), close: () => server.close() };
  }

  it("mails tell all of an alert, and those that follow belong to the same conversation", async () => {
    const { mails, email, close } = await startMailServer();
    try {
      const { reference } = await email.send(EVENT);
      await email.send({ ...EVENT, action: "resolve", reference });
    } finally {
      close();
    }
    expect(mails).to.have.lengthOf(2);
    expect(mails[0])
      .to.include("Subject: [high] VQ-03 acme")
      .and.to.include("Since: 2026-11-22T02:00:00.000Z");
    const id = /^Message-ID: (.+)$/im.exec(mails[0] ?? "")?.[1];
    expect(mails[1]).to.include(`In-Reply-To: ${id}`).and.to.include("Resolved:");
  });

  it("mails that are refused say what is to be done, without addresses", async () => {
    for (const [word, answer, failure] of [
      ["RCPT", "550 no such user", "config"],
      ["END", "451 try again", "transient"],
    ] as const) {
      const { email, close } = await startMailServer({ [word]: answer });
      try {
        const error = await failureOf(email.send(EVENT));
        expect(error.failure, answer).to.equal(failure);
        expect(error.message).to.not.include("example.com");
      } finally {
        close();
      }
    }
  });
});
