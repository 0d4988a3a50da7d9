import { policyProblems } from "../../../alerts/settings/policy-problems.ts";
import { TenantPolicy } from "../../../config/tenant-policy.ts";
import { insertAudit } from "../../../database/tenants/audit-store.ts";
import { lockStoredPolicy, savePolicy } from "../../../database/tenants/tenant-admin-store.ts";
import { readTenant } from "../../../database/tenants/tenant-store.ts";
import { listUsers, removeUser, saveUser } from "../../../database/tenants/user-store.ts";
import { isSlackUser } from "../../../entities/slack-mention.ts";
import { ROLES } from "../../../entities/vocabulary.ts";
import { InvalidInputError } from "../../../errors.ts";
import { createTable } from "../../kit/data-table.ts";
import { isInstallation } from "../../kit/is-installation.ts";
import type { Page } from "../../kit/page-request.ts";
import { readChanges } from "../../kit/read-changes.ts";
import { readChoice, readRequired } from "../../kit/read-field.ts";
import { ActForm } from "../../views/act-form.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";

/** Who may do what, and what the tenant wants differently. */
export const peoplePage: Page = {
  path: "people",
  section: "people",
  role: "admin",
  async load({ world, tenantId, query, reader }) {
    const settings = isInstallation(tenantId) ? null : await readTenant(world.database, tenantId);
    const people = await world.database.withTenant(tenantId, listUsers);
    const table = createTable({
      name: "people",
      caption: "People",
      empty: "Nobody has a role yet, except the installation's first admin.",
      rows: people,
      keyOf: ({ userId }) => userId,
      columns: [
        { name: "Slack user", value: (row) => row.userId },
        { name: "Role", value: (row) => row.role },
        {
          name: "Change",
          value: () => null,
          show: (row) => (
            <ActForm
              csrf={reader.csrf}
              act="remove"
              label="Take away"
              hidden={{ user: row.userId }}
              isQuiet
              describedAs={`the role of ${row.userId}`}
            />
          ),
        },
      ],
    });
    return {
      title: settings === null ? "People" : "People and policy",
      lead: "viewer reads; qa also judges samples; operator also acts on alerts and runs; admin also changes settings.",
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} />
          <section className="card wide">
            <div className="card-head">
              <h2>Give a role</h2>
            </div>
            <ActForm csrf={reader.csrf} act="give" label="Give role">
              <TextField name="user" label="Slack user id" placeholder="U012AB3CD" isRequired />
              <ChoiceField name="role" label="Role" words={ROLES} value="viewer" />
            </ActForm>
          </section>
          {settings !== null && (
            <section className="card wide">
              <div className="card-head">
                <h2>Policy</h2>
                <span className="note">Time zone {settings.timezone}</span>
              </div>
              <p className="note">
                In effect, defaults filled in. Name below what is to change, as JSON; null brings a default
                back.
              </p>
              <details>
                <summary>The policy in effect</summary>
                <pre>{JSON.stringify(settings.policy, null, 2)}</pre>
              </details>
              <ActForm csrf={reader.csrf} act="policy" label="Change policy">
                <label className="field">
                  <span>Changes</span>
                  <textarea name="changes" required placeholder={'{"dailyCap": 500}'} />
                </label>
              </ActForm>
            </section>
          )}
        </>
      ),
    };
  },
  acts: {
    give: {
      role: "admin",
      action: "people.role",
      async perform({ world, tenantId, reader }, form) {
        const userId = readRequired(form, "user");
        const role = readChoice(form, "role", ROLES);
        if (!isSlackUser(userId))
          throw new InvalidInputError("user", "must be a Slack user id such as U012AB3CD");
        if (role === null) throw new InvalidInputError("role", `must be one of ${ROLES.join(", ")}`);
        refuseOwn(userId, reader.userId, role === "admin");
        await world.database.withTenant(tenantId, async (transaction) => {
          await saveUser(transaction, { tenantId, userId, role });
          const actor = `slack:${reader.userId}`;
          await insertAudit(transaction, {
            tenantId,
            actor,
            action: "user.add",
            subject: userId,
            detail: { role },
          });
        });
        return { said: `${userId} is ${role} now.` };
      },
    },
    remove: {
      role: "admin",
      action: "people.role",
      async perform({ world, tenantId, reader }, form) {
        const userId = readRequired(form, "user");
        refuseOwn(userId, reader.userId, false);
        const removed = await world.database.withTenant(tenantId, async (transaction) => {
          if (!(await removeUser(transaction, userId))) return false;
          const actor = `slack:${reader.userId}`;
          await insertAudit(transaction, {
            tenantId,
            actor,
            action: "user.remove",
            subject: userId,
            detail: { role: null },
          });
          return true;
        });
        return { said: removed ? `${userId} has no role any more.` : `${userId} had no role.` };
      },
    },
    policy: {
      role: "admin",
      action: "tenant.policy",
      async perform({ world, tenantId, reader }, form) {
        if (isInstallation(tenantId))
          throw new InvalidInputError("policy", "is a tenant's; the installation has none");
        const changes = readChanges(readRequired(form, "changes", 20_000));
        await world.database.withTenant(tenantId, async (transaction) => {
          const stored = await lockStoredPolicy(transaction);
          const next = Object.fromEntries(
            Object.entries({ ...stored, ...changes }).filter(([, value]) => value !== null),
          );
          const parsed = TenantPolicy.safeParse(next);
          const problems = parsed.success
            ? policyProblems(parsed.data)
            : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
          if (problems.length > 0) throw new InvalidInputError("policy", problems.join("; "));
          await savePolicy(transaction, tenantId, next);
          await insertAudit(transaction, {
            tenantId,
            actor: `slack:${reader.userId}`,
            action: "tenant.policy",
            subject: tenantId,
            detail: { changes },
          });
        });
        return { said: `The policy is changed: ${Object.keys(changes).join(", ")}.` };
      },
    },
  },
};

/** Admins who demote themselves may leave a tenant without any. */
function refuseOwn(userId: string, own: string, staysAdmin: boolean): void {
  if (userId === own && !staysAdmin)
    throw new InvalidInputError("user", "is you; ask another admin to change your own role");
}
