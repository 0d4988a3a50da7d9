import { cancelSilence, createSilence, listSilences } from "../../../alerts/suppression/silence-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readField, readNumberField, readRequired } from "../../kit/read-field.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

const HOUR_MS = 3_600_000;
const MOST_HOURS = 720;

/** What is kept quiet until when, and why. */
export const silencesPage: Page = {
  path: "silences",
  section: "silences",
  role: "viewer",
  async load({ world, tenantId, query, reader, now, time }) {
    const silences = await world.database.withTenant(tenantId, (transaction) =>
      listSilences(transaction, tenantId, now),
    );
    const table = createTable({
      name: "silences",
      caption: "Silences",
      empty: "Nothing is silenced.",
      rows: silences,
      keyOf: ({ silenceId }) => silenceId,
      columns: [
        {
          name: "State",
          value: (row) => (row.startsAt <= now ? "in_force" : "to_come"),
          show: (row) => <Badge word={row.startsAt <= now ? "in_force" : "to_come"} />,
        },
        { name: "Rule", value: (row) => row.ruleId, show: (row) => row.ruleId ?? "every rule" },
        { name: "About", value: (row) => row.subject, show: (row) => row.subject ?? "everything" },
        { name: "Why", value: (row) => row.reason, show: (row) => <p className="text">{row.reason}</p> },
        { name: "By", value: (row) => row.createdBy },
        {
          name: "From",
          value: (row) => row.startsAt,
          show: (row) => <TimeAt at={row.startsAt} time={time} />,
        },
        { name: "Until", value: (row) => row.endsAt, show: (row) => <TimeAt at={row.endsAt} time={time} /> },
        {
          name: "Change",
          value: () => null,
          show: (row) => (
            <ActForm
              csrf={reader.csrf}
              act="end"
              label="End now"
              hidden={{ silence: row.silenceId }}
              isQuiet
              describedAs={row.reason}
            />
          ),
        },
      ],
    });
    return {
      title: "Silences",
      lead: "A silenced alert is still recorded; nobody is notified of it. When the silence ends, open alerts are announced.",
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} isCaptionHidden />
          <section className="card wide">
            <div className="card-head">
              <h2>Silence alerts</h2>
            </div>
            <ActForm csrf={reader.csrf} act="create" label="Silence">
              <TextField
                name="rule"
                label="Rule (empty: all)"
                value={readField(query, "rule") ?? ""}
                placeholder="CR-02"
              />
              <TextField
                name="subject"
                label="About (empty: everything)"
                value={readField(query, "subject") ?? ""}
              />
              <TextField name="hours" label="For how many hours" type="number" value="8" isRequired />
              <TextField name="reason" label="Why" isRequired />
            </ActForm>
          </section>
        </>
      ),
    };
  },
  acts: {
    create: {
      role: "operator",
      action: "silence.create",
      async perform({ world, tenantId, reader, now }, form) {
        const hours = readNumberField(form, "hours", { min: 0.1, max: MOST_HOURS });
        await world.database.withTenant(tenantId, (transaction) =>
          createSilence(
            transaction,
            {
              tenantId,
              ruleId: readField(form, "rule"),
              subject: readField(form, "subject"),
              reason: readRequired(form, "reason", 500),
              actor: reader.userId,
              endsAt: hours === null ? null : new Date(now.getTime() + hours * HOUR_MS),
            },
            now,
          ),
        );
        return { said: "It is quiet.", to: `/t/${encodeURIComponent(tenantId)}/silences` };
      },
    },
    end: {
      role: "operator",
      action: "silence.undo",
      async perform({ world, tenantId, reader, now }, form) {
        const silenceId = readRequired(form, "silence");
        const ended = await world.database.withTenant(tenantId, (transaction) =>
          cancelSilence(transaction, { tenantId, silenceId, actor: reader.userId }, now),
        );
        return { said: ended ? "The silence is over." : "It had ended already." };
      },
    },
  },
};
