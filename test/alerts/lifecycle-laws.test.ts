import { expect } from "chai";
import fc from "fast-check";
import { followUpAlerts } from "../../src/alerts/escalation/follow-up-alerts.ts";
import { acknowledgeAlert, resolveAlert } from "../../src/alerts/raising/act-on-alert.ts";
import { recordAssessment } from "../../src/alerts/raising/record-assessment.ts";
import { createSilence } from "../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../src/database/database.ts";
import { NotFoundError } from "../../src/errors.ts";
import { createLogger } from "../../src/logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const AT_ONCE = { cooldownMinutes: 60, keepFiringMinutes: 0, forDurationMinutes: 0 } as const;
/** Conditions that fire at once, one that must last and is not over at once, and two of which `quota` explains `rate`. */
const CONDITIONS = {
  crawl: { about: { ruleId: "CR-02", subject: "crawl" }, rule: AT_ONCE },
  tavily: {
    about: { ruleId: "CR-02", subject: "tavily" },
    rule: { cooldownMinutes: 60, keepFiringMinutes: 5, forDurationMinutes: 5 },
  },
  quota: { about: { ruleId: "VQ-03", subject: "lusha" }, rule: AT_ONCE },
  rate: { about: { ruleId: "RL-07", subject: "lusha" }, rule: AT_ONCE },
} as const;

const step = fc.record({
  what: fc.constantFrom("finding", "worse", "clear", "acknowledge", "resolve", "silence", "mind"),
  condition: fc.constantFrom("crawl", "tavily", "quota", "rate"),
  minutes: fc.constantFrom(0, 1, 11, 70),
  /** The process dies just before it commits, and does it again. */
  crashes: fc.boolean(),
});

class Killed extends Error {}

describe("the life of alerts in the database, over any history", () => {
  let test: TestDatabase;
  let database: Database;
  const logger = createLogger({ level: "error", write: () => undefined });

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts" });
  });
  after(() => test.drop());

  const dying = (): Database => ({
    ...database,
    withTenant: (tenantId, work) =>
      database.withTenant(tenantId, async (transaction) => {
        await work(transaction);
        throw new Killed();
      }),
    withService: (work) =>
      database.withService(async (transaction) => {
        await work(transaction);
        throw new Killed();
      }),
  });
  const query = <Row>(sql: string) =>
    database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql));

  it("un-resolves nothing by a click, tells no end of what it did not tell, repeats nothing, says nothing that another alert explains, and loses nothing", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        await database.withService(async (transaction) => {
          for (const table of ["alert_notifications", "alerts", "silences"])
            await transaction.query(`delete from ${table}`);
        });
        let now = new Date("2026-11-22T02:00:00Z");
        const act = async (
          through: Database,
          { what, condition }: { what: string; condition: keyof typeof CONDITIONS },
        ) => {
          const dependencies = { database: through, logger, clock: () => now };
          const { about, rule } = CONDITIONS[condition];
          const origin = {
            tenantId: "acme",
            runId: null,
            supersededAt: null,
            channelOf: () => "acme-alerts",
          };
          if (what === "mind")
            return void (await followUpAlerts(dependencies, { channel: "platform", call: [] }));
          if (what === "silence") {
            const endsAt = new Date(now.getTime() + 30 * 60_000);
            const request = {
              tenantId: "acme",
              ...about,
              reason: "work",
              actor: "U0ANA",
              endsAt,
            };
            return void (await through.withTenant("acme", (transaction) =>
              createSilence(transaction, request, now),
            ));
          }
          if (what === "acknowledge" || what === "resolve") {
            const [alert] = await query<{ alertId: string }>(
              `select alert_id as "alertId" from alerts where rule_id = '${about.ruleId}' and subject = '${about.subject}' order by fired_at desc limit 1`,
            );
            if (alert === undefined) return undefined;
            const press = what === "acknowledge" ? acknowledgeAlert : resolveAlert;
            await press(
              { database: through, runbooks: [] },
              { ...alert, tenantId: "acme", actor: "U0BEN", now },
            );
            return undefined;
          }
          const severity = what === "worse" ? ("critical" as const) : ("high" as const);
          const finding = what === "clear" ? null : { ...about, severity, summary: "30 failed", facts: {} };
          await recordAssessment(dependencies, { ...about, finding }, rule, origin);
          return undefined;
        };

        const explained = async () =>
          (
            await query<{ isExplained: boolean; said: number }>(
              `select exists (select 1 from alerts where rule_id = 'VQ-03' and state in ('firing', 'acknowledged')) as "isExplained",
                 (select count(*)::int from alert_notifications n join alerts a
                    on a.tenant_id = n.tenant_id and a.alert_id = left(n.subject_id, 36)::uuid
                  where a.rule_id = 'RL-07') as said`,
            )
          )[0] ?? expect.fail("no row");

        for (const one of steps) {
          now = new Date(now.getTime() + one.minutes * 60_000);
          if (one.crashes) {
            try {
              await act(dying(), one);
            } catch (error) {
              if (!(error instanceof Killed) && !(error instanceof NotFoundError)) throw error;
            }
          }
          const earlier = await explained();
          await act(database, one);
          const later = await explained();
          const isByPerson = ["acknowledge", "resolve", "silence"].includes(one.what);
          if (earlier.isExplained && later.isExplained && !isByPerson) {
            expect(later.said, "said what another alert explains").to.equal(earlier.said);
          }
          if (one.what === "silence") continue;
          const state = () =>
            query(
              "select (select count(*) from alert_transitions) as steps, sum(desired_version) as told from alert_notifications",
            );
          const before = await state();
          await act(database, one);
          expect(await state(), `${one.what} again`).to.deep.equal(before);
        }

        const revived = await query<{ reason: string }>(
          "select reason from alert_transitions where from_state = 'resolved' and reason <> 'refired'",
        );
        expect(revived).to.deep.equal([]);
        const hasty = await query(
          `select t.at from alert_transitions t join alert_transitions p using (tenant_id, alert_id)
           where p.reason = 'pending' and t.reason = 'fired' and t.at < p.at + interval '5 minutes'`,
        );
        expect(hasty, "fired before it had lasted").to.deep.equal([]);
        const brief = await query(
          `select t.at from alert_transitions t join alerts a using (tenant_id, alert_id)
           where a.subject = 'tavily' and t.reason = 'cleared' and t.from_state <> 'pending'
             and t.at < a.last_seen_at + interval '5 minutes' and a.state = 'resolved' and a.resolved_at = t.at`,
        );
        expect(brief, "cleared before it was to be").to.deep.equal([]);
        const untold = await query(
          `select a.subject from alerts a join alert_notifications n on n.subject_id like a.alert_id::text || '%' where not a.told`,
        );
        expect(untold, "told though it was not to be").to.deep.equal([]);

        now = new Date(now.getTime() + 120 * 60_000);
        await act(database, { what: "mind", condition: "crawl" });
        const lost = await query(
          `select a.subject from alerts a where a.state in ('firing', 'acknowledged') and not (a.rule_id = 'RL-07' and exists (
             select 1 from alerts q where q.rule_id = 'VQ-03' and q.state in ('firing', 'acknowledged'))) and (a.unheard or not exists (
             select 1 from alert_notifications n where n.kind = 'alert' and n.subject_id = a.alert_id::text))`,
        );
        expect(lost, "nobody was told").to.deep.equal([]);
      }),
      { numRuns: 20 },
    );
  });
});
