import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desk } from "../../../demo/desk/desk.ts";
import { startDesk } from "../../../demo/desk/start-desk.ts";
import { drillFinding } from "../../../src/alerts/drills/drill-finding.ts";
import { recordAssessment } from "../../../src/alerts/raising/record-assessment.ts";
import { COMMANDS } from "../../../src/bot/commands/commands.ts";
import { startBot } from "../../../src/bot/start-bot.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { connect } from "../../../src/database/connect.ts";
import type { Database } from "../../../src/database/database.ts";
import { saveUser } from "../../../src/database/tenants/user-store.ts";
import { storeRun } from "../../alerts/stored-run.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { INCIDENT_KINDS, type IncidentKind } from "./incident-kinds.ts";

const WALKER = { id: "U0WALKER01", name: "on-call", realName: "On call" };
const CHANNEL = "nightshift-alerts";
const SETTINGS = { botToken: "xoxb-walk", signingSecret: "walk-signing-secret" };
const MINUTE_MS = 60_000;

/** The desk, the real bot and a database in which incidents can be raised, one after the other. */
export interface Walk {
  readonly desk: Desk;
  readonly database: Database;
  /** Raises an incident of a kind and waits for its card; returns the card's alert and its place. */
  raise(kind: IncidentKind): Promise<{ readonly alertId: string; readonly ts: string }>;
  /** Whether the audit log has an act of the person on call. */
  isAudited(tenantId: string, action: string): Promise<boolean>;
  end(): Promise<void>;
}

/** Starts everything that somebody on call sees, without a runner: what is pressed is recorded, not executed. */
export async function startWalk(): Promise<Walk> {
  const test = await createTestDatabase();
  const { urls, database } = test;
  const folder = await mkdtemp(join(tmpdir(), "nightshift-walk-"));
  let botUrl = "http://127.0.0.1:9";
  const desk = await startDesk({
    botUrl: () => botUrl,
    ...SETTINGS,
    users: [WALKER],
    channels: [{ name: CHANNEL }],
    commands: COMMANDS.map(({ name, description, usage }) => ({
      command: name,
      description,
      usageHint: usage,
    })),
  });
  const environment = readEnvironment({
    DATABASE_URL: urls.app,
    DATABASE_SERVICE_URL: urls.service,
    SECRETS_KEY: "5".repeat(64),
    NIGHTSHIFT_DIR: folder,
    PORT: "0",
    SLACK_BOT_TOKEN: SETTINGS.botToken,
    SLACK_SIGNING_SECRET: SETTINGS.signingSecret,
    SLACK_API_URL: desk.slackApiUrl,
    SLACK_FIRST_ADMIN: WALKER.id,
    SLACK_PLATFORM_CHANNEL: CHANNEL,
  });
  const connection = await connect(environment);
  const logger = quietLogger();
  const clock = systemClock;
  const bot = await startBot({ connection, environment, logger, clock });
  botUrl = bot.url;
  for (const { tenantId } of INCIDENT_KINDS) {
    if (tenantId !== "platform") await createTestTenant(database, tenantId, { alertChannel: CHANNEL });
    await database.withTenant(tenantId, (transaction) =>
      saveUser(transaction, { tenantId, userId: WALKER.id, role: "admin" }),
    );
  }
  return {
    desk,
    database,
    async raise({ ruleId, tenantId, run }) {
      // Whatever the last incident left open.
      for (let view = desk.modal(WALKER.id); view !== undefined; view = desk.modal(WALKER.id))
        await desk.closeView({ userId: WALKER.id, viewId: view.id });
      const now = clock();
      const startedAt = new Date(now.getTime() - 45 * MINUTE_MS);
      const runId = run === null ? null : await storeRun(database, { tenantId, startedAt, ...run });
      const found = drillFinding(ruleId, now);
      const finding = { ...found, summary: found.summary.replace(/^This is a drill\. /, "") };
      await recordAssessment(
        { database, clock, logger },
        { ruleId, subject: finding.subject, finding },
        { forDurationMinutes: 0, keepFiringMinutes: 0, cooldownMinutes: 0 },
        { tenantId, runId, channelOf: () => CHANNEL, supersededAt: null, alsoNotify: () => [] },
      );
      return waitUntil(async () => {
        const [row] = await database.withTenant(tenantId, (transaction) =>
          transaction.query<{ alertId: string; ts: string | null }[]>(
            `select a.alert_id as "alertId", n.message_ts as ts from alerts a join alert_notifications n
               on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = a.alert_id::text
             where a.tenant_id = $1 and a.rule_id = $2`,
            [tenantId, ruleId],
          ),
        );
        return row !== undefined && row.ts !== null && { alertId: row.alertId, ts: row.ts };
      }, `the card of ${ruleId}`);
    },
    isAudited: (tenantId, action) =>
      database.withTenant(tenantId, async (transaction) => {
        const rows = await transaction.query<unknown[]>(
          "select 1 from audit_log where tenant_id = $1 and action = $2 and actor = $3",
          [tenantId, action, `slack:${WALKER.id}`],
        );
        return rows.length > 0;
      }),
    async end() {
      await bot.stop();
      await desk.stop();
      await connection.close();
      await test.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
