/** What kind of value a field holds; `many2one:` and `many2many:` name the model referred to. */
export type FieldType =
  | "char"
  | "text"
  | "boolean"
  | "integer"
  | "float"
  | "datetime"
  | `many2one:${string}`
  | `many2many:${string}`;

export interface OdooModelDefinition {
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Must be given on create. */
  readonly required: readonly string[];
  /** No two records may agree in all of these. */
  readonly unique: readonly string[];
}

const OWN_FIELDS = {
  id: "integer",
  display_name: "char",
  create_date: "datetime",
  write_date: "datetime",
} as const;

/** The models of an Odoo database as far as the town keeps them; fields named `x_…` exist on all. */
export const ODOO_MODELS: Readonly<Record<string, OdooModelDefinition>> = {
  "res.partner": {
    fields: {
      ...OWN_FIELDS,
      name: "char",
      active: "boolean",
      is_company: "boolean",
      company_type: "char",
      type: "char",
      parent_id: "many2one:res.partner",
      ref: "char",
      email: "char",
      phone: "char",
      website: "char",
      vat: "char",
      company_registry: "char",
      function: "char",
      street: "char",
      street2: "char",
      zip: "char",
      city: "char",
      country_id: "many2one:res.country",
      category_id: "many2many:res.partner.category",
      industry_id: "many2one:res.partner.industry",
      employee: "boolean",
      lang: "char",
      comment: "text",
    },
    defaults: { active: true, is_company: false, type: "contact" },
    required: ["name"],
    unique: [],
  },
  "crm.lead": {
    fields: {
      ...OWN_FIELDS,
      name: "char",
      active: "boolean",
      type: "char",
      partner_id: "many2one:res.partner",
      partner_name: "char",
      contact_name: "char",
      function: "char",
      email_from: "char",
      phone: "char",
      website: "char",
      referred: "char",
      description: "text",
      city: "char",
      country_id: "many2one:res.country",
      expected_revenue: "float",
      probability: "float",
      priority: "char",
      tag_ids: "many2many:crm.tag",
      user_id: "many2one:res.users",
      team_id: "many2one:crm.team",
      stage_id: "many2one:crm.stage",
    },
    defaults: { active: true, type: "lead", priority: "0" },
    required: ["name"],
    unique: [],
  },
  "ir.model.data": {
    fields: {
      ...OWN_FIELDS,
      name: "char",
      module: "char",
      model: "char",
      res_id: "integer",
      noupdate: "boolean",
    },
    defaults: { module: "", noupdate: false },
    required: ["name", "model"],
    unique: ["module", "name"],
  },
  "res.partner.category": named(),
  "res.partner.industry": named(),
  "crm.tag": named(),
  "res.country": {
    ...named(),
    fields: { ...OWN_FIELDS, name: "char", code: "char", active: "boolean" },
  },
};

function named(): OdooModelDefinition {
  return {
    fields: { ...OWN_FIELDS, name: "char", active: "boolean" },
    defaults: { active: true },
    required: ["name"],
    unique: [],
  };
}
