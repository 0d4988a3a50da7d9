/** A tenant of the demo. */
export interface DemoTenant {
  readonly tenantId: string;
  readonly name: string;
  /** Its companies. */
  readonly file: string;
  readonly alertChannel: string;
  readonly qaChannel: string;
}

const DEMO = `${import.meta.dirname}/..`;

/** acme has a good night. */
export const ACME: DemoTenant = {
  tenantId: "acme",
  name: "Acme Pte. Ltd.",
  file: `${DEMO}/companies.csv`,
  alertChannel: "nightshift-alerts",
  qaChannel: "qa-acme",
};

/** globex has web sites that fail, an empty Lusha account and an Odoo that refuses its key. */
export const GLOBEX: DemoTenant = {
  tenantId: "globex",
  name: "Globex Corporation",
  file: `${DEMO}/companies-globex.csv`,
  alertChannel: "nightshift-alerts",
  qaChannel: "qa-globex",
};

/** The people one can be at the desk. */
export const ON_CALL = { id: "U0ONCALL01", name: "on-call", realName: "On call" };
export const REVIEWER = { id: "U0REVIEWER", name: "reviewer", realName: "QA reviewer" };
export const GUEST = { id: "U0GUEST001", name: "guest", realName: "Guest without a role" };
