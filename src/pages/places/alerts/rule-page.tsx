import { REPLAY_DAYS, replayThresholds } from "../../../alerts/replay/replay-alerts.ts";
import { testRule } from "../../../alerts/replay/test-rule.ts";
import { changeRule } from "../../../alerts/settings/change-rule.ts";
import { deleteOwnRule } from "../../../alerts/settings/own-rule-store.ts";
import { readRule } from "../../../alerts/settings/rule-store.ts";
import type { RuleView } from "../../../alerts/settings/rule-view.ts";
import { SEVERITIES } from "../../../entities/vocabulary.ts";
import { InvalidInputError } from "../../../errors.ts";
import { readOwnThresholds } from "../../data/own-threshold-store.ts";
import { createTable } from "../../kit/data-table.ts";
import { isInstallation } from "../../kit/is-installation.ts";
import type { Page, PageRequest } from "../../kit/page-request.ts";
import { readChoice, readNumberField } from "../../kit/read-field.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

async function readOne({ world, tenantId, params }: PageRequest): Promise<RuleView> {
  const thresholds = await readOwnThresholds(world.database, tenantId);
  return world.database.withTenant(tenantId, (transaction) =>
    readRule(transaction, tenantId, (params["rule"] ?? "").slice(0, 60), thresholds),
  );
}

/** Throws InvalidInputError for the installation, whose rules are judged by probes and not by runs. */
function requireNights({ tenantId }: PageRequest): void {
  if (isInstallation(tenantId))
    throw new InvalidInputError("rule", "is about the installation, which has no nights to try it on");
}

/** The numbers of the form; null for a field left empty, which restores the default. */
function readThresholds(rule: RuleView, form: URLSearchParams): Record<string, number | null> {
  return Object.fromEntries(
    rule.thresholds.map(({ name }) => [name, readNumberField(form, name, { min: -1e9, max: 1e9 })]),
  );
}

function given(thresholds: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(thresholds).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** One rule: its thresholds, tried on past nights before they are saved. */
export const rulePage: Page = {
  path: "rules/:rule",
  section: "rules",
  role: "viewer",
  async load(request) {
    const { tenantId, query, reader, time } = request;
    const rule = await readOne(request);
    const base = `/t/${encodeURIComponent(tenantId)}`;
    const isOwn = rule.type !== "built_in";
    const hasNights = !isInstallation(tenantId);
    const table = createTable({
      name: "thresholds",
      caption: "Thresholds in effect",
      empty: "This rule has no thresholds.",
      rows: rule.thresholds,
      keyOf: ({ name }) => name,
      columns: [
        { name: "Threshold", value: (row) => row.name, show: (row) => <code>{row.name}</code> },
        {
          name: "Meaning",
          value: (row) => row.meaning,
          show: (row) => <p className="text">{row.meaning}</p>,
        },
        { name: "In effect", isNumber: true, value: (row) => row.value },
        { name: "Default", isNumber: true, value: (row) => row.default },
        { name: "Unit", value: (row) => row.unit },
      ],
    });
    return {
      title: rule.title,
      lead: (
        <>
          {isOwn ? `Own rule about ${rule.agentId}` : rule.ruleId}, <Badge word={rule.severity} />{" "}
          <Badge word={rule.enabled ? "on" : "off"} />.{" "}
          <a href={`${base}/runbooks/${rule.runbookId}`}>Runbook {rule.runbookId}</a>,{" "}
          <a href={`${base}/alerts?rule=${encodeURIComponent(rule.ruleId)}`}>its alerts</a>.
          {rule.updatedBy !== null && (
            <>
              {" "}
              Changed by {rule.updatedBy}, <TimeAt at={rule.updatedAt} time={time} />.
            </>
          )}
        </>
      ),
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} />
          <section className="card wide">
            <div className="card-head">
              <h2>{hasNights ? "Try and save" : "Thresholds"}</h2>
            </div>
            <p className="note">
              {hasNights &&
                `Testing raises no alert. Trying says on which of the last ${REPLAY_DAYS} days it would have fired. `}
              An empty field means the default.
            </p>
            <form method="post" className="act fields">
              <input type="hidden" name="csrf" value={reader.csrf} />
              {rule.thresholds.map(({ name, value, override }) => (
                <TextField
                  key={name}
                  name={name}
                  label={name}
                  type="number"
                  value={override === null ? "" : String(value)}
                  placeholder={String(value)}
                />
              ))}
              <div className="acts">
                {hasNights && (
                  <button type="submit" name="act" value="test" className="button quiet">
                    Test now
                  </button>
                )}
                {hasNights && !isOwn && (
                  <button type="submit" name="act" value="replay" className="button quiet">
                    Try on past nights
                  </button>
                )}
                <button type="submit" name="act" value="save" className="button">
                  Save thresholds
                </button>
              </div>
            </form>
          </section>
          {!isOwn && (
            <section className="card">
              <div className="card-head">
                <h2>Severity and cooldown</h2>
              </div>
              <ActForm csrf={reader.csrf} act="settings" label="Save settings">
                <ChoiceField
                  name="severity"
                  label="Severity"
                  words={SEVERITIES}
                  value={rule.severity}
                  none="default"
                />
                <TextField
                  name="cooldown"
                  label="Cooldown in minutes (empty: default)"
                  type="number"
                  value={String(rule.cooldownMinutes)}
                />
              </ActForm>
            </section>
          )}
          {isOwn && (
            <section className="card">
              <div className="card-head">
                <h2>Delete</h2>
              </div>
              <p className="note">Its open alerts are resolved.</p>
              <ActForm csrf={reader.csrf} act="delete" label="Delete this rule" isDangerous />
            </section>
          )}
        </>
      ),
    };
  },
  acts: {
    test: {
      role: "operator",
      action: "rule.try",
      async perform(request, form) {
        requireNights(request);
        const rule = await readOne(request);
        const thresholds = given(readThresholds(rule, form));
        const { findings } = await testRule(request.world, request.tenantId, {
          ruleId: rule.ruleId,
          thresholds,
        });
        return {
          said:
            findings.length === 0
              ? "It finds nothing now."
              : `It would fire now: ${findings.map(({ summary }) => summary).join(" ")}`,
        };
      },
    },
    replay: {
      role: "operator",
      action: "rule.try",
      async perform(request, form) {
        requireNights(request);
        const rule = await readOne(request);
        const { runs, asSet, changed, fired } = await replayThresholds(request.world, request.tenantId, {
          ruleId: rule.ruleId,
          thresholds: given(readThresholds(rule, form)),
          days: REPLAY_DAYS,
        });
        return {
          said: `On ${runs.length} runs of the last ${REPLAY_DAYS} days it would have fired ${changed.found} times, as it is set ${asSet.found} times; people were alerted ${fired} times.`,
        };
      },
    },
    save: {
      role: "admin",
      action: "rule.set",
      async perform(request, form) {
        const { world, tenantId, reader } = request;
        const rule = await readOne(request);
        await world.database.withTenant(tenantId, (transaction) =>
          changeRule(transaction, { tenantId, actor: `slack:${reader.userId}` }, rule.ruleId, {
            thresholds: readThresholds(rule, form),
          }),
        );
        return { said: "The thresholds are saved." };
      },
    },
    settings: {
      role: "admin",
      action: "rule.set",
      async perform(request, form) {
        const { world, tenantId, reader } = request;
        const { ruleId } = await readOne(request);
        await world.database.withTenant(tenantId, (transaction) =>
          changeRule(transaction, { tenantId, actor: `slack:${reader.userId}` }, ruleId, {
            severity: readChoice(form, "severity", SEVERITIES),
            cooldownMinutes: readNumberField(form, "cooldown", { min: 0, max: 44_640, whole: true }),
          }),
        );
        return { said: "The settings are saved." };
      },
    },
    delete: {
      role: "admin",
      action: "rule.delete",
      async perform(request) {
        const { world, tenantId, reader, now } = request;
        const { ruleId } = await readOne(request);
        await world.database.withTenant(tenantId, (transaction) =>
          deleteOwnRule(transaction, { tenantId, actor: `slack:${reader.userId}` }, ruleId, now),
        );
        return { said: "The rule is gone.", to: `/t/${encodeURIComponent(tenantId)}/rules` };
      },
    },
  },
};
