import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { LOOK_MS } from "../../../src/alerts/watchdog/database-watch.ts";
import { connectWhenUp } from "../../../src/bot/outage/connect-when-up.ts";
import { type Environment, readEnvironment } from "../../../src/config/environment.ts";
import { type Connection, connect } from "../../../src/database/connect.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { DatabaseUnavailableError } from "../../../src/errors.ts";
import { type FaultySlack, startFaultySlack } from "../../alerts/faulty-slack.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { rejection } from "../../support/rejection.ts";

const START = new Date("2026-11-22T02:00:00Z").getTime();

describe("a process that starts while the database is away", () => {
  let slack: FaultySlack;
  let folder: string;
  let environment: Environment;
  /** When the database is back; the clock is moved by waiting. */
  let backAt: number;
  let nowMs: number;
  let opened: number;

  beforeEach(async () => {
    slack = await startFaultySlack(() => "fine");
    folder = await mkdtemp(join(tmpdir(), "nightshift-start-"));
    environment = readEnvironment({
      DATABASE_URL: "postgres://nightshift_app:x@127.0.0.1:9/night",
      DATABASE_SERVICE_URL: "postgres://nightshift_service:x@127.0.0.1:9/night",
      SECRETS_KEY: "ab".repeat(32),
      NIGHTSHIFT_DIR: folder,
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: "test-signing-secret",
      SLACK_API_URL: slack.apiUrl,
    });
    [nowMs, backAt, opened] = [START, Number.POSITIVE_INFINITY, 0];
  });
  afterEach(async () => {
    await slack.close();
    await rm(folder, { recursive: true, force: true });
  });

  const connection: Connection = {
    database: {
      withTenant: () => Promise.reject(new Error("not asked")),
      withService: () => Promise.reject(new Error("not asked")),
      batch: () => Promise.reject(new Error("not asked")),
      serviceBatch: () => Promise.reject(new Error("not asked")),
      hungAt: () => null,
      pools: () => [],
      close: async () => undefined,
    },
    serviceUrl: "postgres://nightshift_service@127.0.0.1:9/night",
    secrets: createSecrets("ab".repeat(32)),
    close: async () => undefined,
  };
  /** Gives up waiting, as a process that is killed, after so long. */
  const start = (
    killedAfterMs = Number.POSITIVE_INFINITY,
    code = "ECONNREFUSED",
    role: "bot" | "runner" = "bot",
  ) => {
    const killedAt = nowMs + killedAfterMs;
    const refuse = () => {
      throw new DatabaseUnavailableError("away", { cause: Object.assign(new Error("away"), { code }) });
    };
    return connectWhenUp({
      environment,
      role,
      clock: () => new Date(nowMs),
      logger: quietLogger(),
      wait: async (ms) => {
        nowMs += ms;
        if (nowMs >= killedAt) throw new Error("killed");
      },
      open: async () => {
        opened += 1;
        return nowMs >= backAt ? connection : refuse();
      },
      ping: async () => {
        if (nowMs < backAt) refuse();
      },
    });
  };
  /** Whether a runner has begun to tell of an outage. */
  const expectMemory = async (there: boolean) => {
    const memory = access(join(folder, "database-outage-runner.json")).then(
      () => true,
      () => false,
    );
    expect(await memory).to.equal(there);
  };
  const said = () => slack.messages.map(({ text }) => text.split(" ").slice(0, 5).join(" "));
  const DOWN = "🚨 The database does not";
  const UP = "✅ The database answers again.";

  it("tells people after a minute, once, and of the end, once, over restarts", async () => {
    for (const lives of [45_000, 120_000, 90_000]) {
      expect(await rejection(start(lives))).to.include({ message: "killed" });
      expect(said()).to.deep.equal(lives === 45_000 ? [] : [DOWN]);
    }
    backAt = nowMs + 10 * LOOK_MS;
    expect(await start()).to.equal(connection);
    expect(said()).to.deep.equal([DOWN, UP]);
    expect(await rejection(access(join(folder, "database-outage.json")))).to.include({ code: "ENOENT" });
  });

  it("leaves it to the bot, when it is a runner, for as long as a bot takes and a while more", async () => {
    environment = { ...environment, SLACK_WEBHOOK_URL: `${slack.apiUrl}webhook` };
    expect(await rejection(start(4 * 60_000, undefined, "runner"))).to.include({ message: "killed" });
    await expectMemory(false);
    expect(await rejection(start(6 * 60_000, undefined, "runner"))).to.include({ message: "killed" });
    await expectMemory(true);
    expect(said()).to.deep.equal([]);
  });

  it("says nothing of a restart that takes less than a minute", async () => {
    backAt = nowMs + 3 * LOOK_MS;
    expect(await start()).to.equal(connection);
    expect(said()).to.deep.equal([]);
  });

  it("ends after an hour, for its supervisor to start it anew", async () => {
    expect(await rejection(start())).to.be.instanceOf(DatabaseUnavailableError);
    expect(nowMs - START).to.equal(60 * 60_000);
    expect(said()).to.deep.equal([DOWN]);
  });

  it("ends at once where waiting cures nothing: a wrong password", async () => {
    expect(await rejection(start(undefined, "28P01"))).to.be.instanceOf(DatabaseUnavailableError);
    expect([nowMs - START, opened]).to.deep.equal([0, 1]);
  });

  it("knows a server that is not there when it sees one", async () => {
    const error = await rejection(
      connectWhenUp({
        environment,
        role: "bot",
        clock: () => new Date(nowMs),
        logger: quietLogger(),
        wait: async (ms) => {
          nowMs += ms;
          if (nowMs - START > 90_000) throw new Error("killed");
        },
        open: (settings) => connect(settings, { wait: async () => undefined }),
      }),
    );
    expect(error).to.include({ message: "killed" });
    expect(said()).to.deep.equal([DOWN]);
    expect(slack.messages[0]?.text).to.include("ECONNREFUSED");
  });
});
