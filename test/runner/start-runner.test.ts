import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { startRunner } from "../../src/runner/start-runner.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { rejection } from "../support/rejection.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";

const SECRETS_KEY = "ef".repeat(32);

describe("a runner that cannot start", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  const sessions = () =>
    test.database.withService((transaction) =>
      transaction.query<{ name: string }[]>(
        `select application_name as name from pg_stat_activity
         where datname = current_database() and application_name in ('nightshift turns', 'nightshift queue', 'nightshift listen')`,
      ),
    );

  it("says why, and leaves nothing of it running", async () => {
    // The last part of it to start finds its table gone.
    await withClient(test.urls.superuser, (client) =>
      client.query("alter table schedules rename to schedules_gone"),
    );
    const failure = await rejection(
      startRunner({
        connection: {
          database: test.database,
          serviceUrl: test.urls.service,
          secrets: createSecrets(SECRETS_KEY),
          close: async () => undefined,
        },
        environment: readEnvironment({ SECRETS_KEY }),
        logger: quietLogger(),
        clock: systemClock,
      }),
    );
    expect(String(failure)).to.include("schedules");
    await waitUntil(async () => (await sessions()).length === 0, "its connections to be closed");
  });
});
