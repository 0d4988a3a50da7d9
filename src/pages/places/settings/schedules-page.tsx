import { InvalidInputError } from "../../../errors.ts";
import { listExpectedRuns } from "../../data/expected-run-read-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readField, readRequired } from "../../kit/read-field.ts";
import { runPath } from "../../kit/run-path.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

/** When nights begin, and which of them took place. */
export const schedulesPage: Page = {
  path: "schedules",
  section: "schedules",
  role: "viewer",
  async load({ world, tenantId, query, reader, rowLimit, time }) {
    const schedules = await world.control.listSchedules(tenantId);
    const expected = await world.database.withTenant(tenantId, (transaction) =>
      listExpectedRuns(transaction, tenantId, rowLimit),
    );
    const table = createTable({
      name: "schedules",
      caption: "Schedules",
      empty: "None yet. A runner writes the one that the SCHED_* settings describe, or set one below.",
      rows: schedules,
      keyOf: ({ scheduleId }) => scheduleId,
      columns: [
        { name: "Schedule", value: (row) => row.scheduleId },
        { name: "Name", value: (row) => row.name },
        { name: "Cron", value: (row) => row.cron, show: (row) => <code>{row.cron}</code> },
        { name: "Zone", value: (row) => row.timezone, show: (row) => row.timezone ?? "the tenant's" },
        {
          name: "On",
          value: (row) => row.enabled,
          show: (row) => <Badge word={row.enabled ? "on" : "off"} />,
        },
        { name: "Catches up", value: (row) => row.catchUp },
        {
          name: "Set by",
          value: (row) => (row.followsSettings ? "settings" : "a person"),
        },
        {
          name: "Next",
          value: (row) => row.nextDueAt,
          show: (row) => <TimeAt at={row.nextDueAt} time={time} />,
        },
        {
          name: "Change",
          value: () => null,
          show: (row) => (
            <>
              <ActForm
                csrf={reader.csrf}
                act={row.enabled ? "disable" : "enable"}
                label={row.enabled ? "Switch off" : "Switch on"}
                hidden={{ schedule: row.scheduleId }}
                isQuiet
                describedAs={row.name}
              />
              {!row.followsSettings && row.scheduleId === "default" && (
                <ActForm
                  csrf={reader.csrf}
                  act="reset"
                  label="Follow settings"
                  hidden={{ schedule: row.scheduleId }}
                  isQuiet
                  describedAs={row.name}
                />
              )}
            </>
          ),
        },
      ],
    });
    const past = createTable({
      name: "expected-runs",
      caption: "Due times and what became of them",
      empty: "No time has come yet.",
      rows: expected,
      keyOf: ({ scheduleId, dueAt }) => `${scheduleId} ${dueAt.toISOString()}`,
      columns: [
        { name: "Due", value: (row) => row.dueAt, show: (row) => <TimeAt at={row.dueAt} time={time} /> },
        { name: "Schedule", value: (row) => row.scheduleId },
        { name: "State", value: (row) => row.state, show: (row) => <Badge word={row.state} /> },
        {
          name: "Run",
          value: (row) => row.runId,
          show: (row) =>
            row.runId === null ? "–" : <a href={runPath(tenantId, row.runId)}>{row.runId.slice(0, 8)}</a>,
        },
        {
          name: "Why",
          value: (row) => row.reason,
          show: (row) => <p className="text note">{row.reason ?? ""}</p>,
        },
      ],
    });
    return {
      title: "Schedules",
      tables: [table, past],
      body: (
        <>
          <TableCard table={table} query={query} isCaptionHidden />
          <section className="card wide">
            <div className="card-head">
              <h2>Set a time</h2>
            </div>
            <ActForm csrf={reader.csrf} act="set" label="Save schedule">
              <TextField
                name="schedule"
                label="Schedule"
                value={schedules[0]?.scheduleId ?? "default"}
                isRequired
              />
              <TextField
                name="cron"
                label="Cron: minute, hour, day, month, weekday"
                value={schedules[0]?.cron ?? "0 1 * * *"}
                isRequired
              />
              <TextField
                name="timezone"
                label="Zone (empty: the tenant's)"
                value={schedules[0]?.timezone ?? ""}
                placeholder="Europe/Berlin"
              />
            </ActForm>
          </section>
          <TableCard table={past} query={query} />
        </>
      ),
    };
  },
  acts: {
    set: {
      role: "admin",
      action: "schedule.set",
      async perform({ world, tenantId, reader }, form) {
        const by = { tenantId, actor: `slack:${reader.userId}` };
        await world.control.changeSchedule(by, readSchedule(form), {
          cron: readRequired(form, "cron"),
          timezone: readField(form, "timezone"),
        });
        return { said: "The schedule is saved." };
      },
    },
    enable: switchTo(true),
    disable: switchTo(false),
    reset: {
      role: "admin",
      action: "schedule.reset",
      async perform({ world, tenantId, reader }, form) {
        await world.control.resetSchedule({ tenantId, actor: `slack:${reader.userId}` }, readSchedule(form));
        return { said: "The schedule follows the settings." };
      },
    },
  },
};

function readSchedule(form: URLSearchParams): string {
  const scheduleId = readRequired(form, "schedule", 40);
  if (!/^[a-z][a-z0-9-]*$/.test(scheduleId))
    throw new InvalidInputError("schedule", "must be lower-case letters, digits and hyphens");
  return scheduleId;
}

function switchTo(enabled: boolean): NonNullable<Page["acts"]>[string] {
  return {
    role: "admin",
    action: "schedule.set",
    async perform({ world, tenantId, reader }, form) {
      const by = { tenantId, actor: `slack:${reader.userId}` };
      await world.control.changeSchedule(by, readSchedule(form), { enabled });
      return { said: enabled ? "The schedule starts runs again." : "The schedule starts no more runs." };
    },
  };
}
