import { isList } from "../is-list.ts";
import { odooError } from "./odoo-error.ts";
import type { FieldType, OdooModelDefinition } from "./odoo-models.ts";
import { readDomain } from "./read-domain.ts";
import type { StoredRecord } from "./stored-record.ts";

type Values = Readonly<Record<string, unknown>>;

export interface SearchOptions {
  readonly domain: readonly unknown[];
  readonly offset?: number | undefined;
  readonly limit?: number | null | undefined;
  readonly order?: string | null | undefined;
  /** Archived ones too. */
  readonly withArchived?: boolean | undefined;
}

/** The records of one model in one database. */
export class OdooTable {
  #records = new Map<number, StoredRecord>();
  #lastId = 0;

  constructor(
    readonly model: string,
    readonly definition: OdooModelDefinition,
  ) {}

  get records(): readonly StoredRecord[] {
    return [...this.#records.values()];
  }

  /** All or nothing, in one transaction. */
  create(valuesList: readonly Values[]): number[] {
    const now = odooTime();
    const before = new Map(this.#records);
    try {
      return valuesList.map((values) => {
        const complete = { ...this.definition.defaults, ...this.#readValues(values, {}) };
        const missing = this.definition.required.find((field) => !isGiven(complete[field]));
        if (missing !== undefined) {
          throw odooError(
            "odoo.exceptions.ValidationError",
            `Missing required value for the field '${missing}' (${this.model}).`,
          );
        }
        this.#checkUnique(complete, null);
        const id = ++this.#lastId;
        this.#records.set(id, { ...complete, id, create_date: now, write_date: now });
        return id;
      });
    } catch (error) {
      this.#records = before;
      throw error;
    }
  }

  write(ids: readonly number[], values: Values): void {
    const changed = this.browse(ids).map((record) => {
      const next = { ...record, ...this.#readValues(values, record), id: record.id, write_date: odooTime() };
      this.#checkUnique(next, record.id);
      return next;
    });
    for (const record of changed) this.#records.set(record.id, record);
  }

  unlink(ids: readonly number[]): void {
    for (const { id } of this.browse(ids)) this.#records.delete(id);
  }

  browse(ids: readonly number[]): StoredRecord[] {
    return ids.map((id) => {
      const record = this.#records.get(id);
      if (record === undefined) {
        throw odooError(
          "odoo.exceptions.MissingError",
          `Record does not exist or has been deleted.\n(Record: ${this.model}(${id},), User: 2)`,
        );
      }
      return record;
    });
  }

  search({ domain, offset = 0, limit, order, withArchived = false }: SearchOptions): StoredRecord[] {
    const namesActive = domain.some((term) => isList(term) && term[0] === "active");
    const test = readDomain(domain, (field) => this.fieldType(field));
    const found = this.records
      .filter((record) => withArchived || namesActive || record["active"] !== false)
      .filter(test)
      .sort(this.#readOrder(order ?? "id"));
    return found.slice(offset, limit == null || limit === 0 ? undefined : offset + limit);
  }

  fieldType(field: string): FieldType {
    const type = this.definition.fields[field] ?? (field.startsWith("x_") ? "char" : undefined);
    if (type === undefined)
      throw odooError("builtins.ValueError", `Invalid field '${field}' on '${this.model}'`);
    return type;
  }

  /** Values as stored: checked against the fields, null as false, commands carried out on the `old` links. */
  #readValues(values: Values, old: Values): Values {
    const read: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(values)) {
      const isLinks = this.fieldType(field).startsWith("many2many:");
      read[field] = isLinks ? applyCommands(old[field], value) : (value ?? false);
    }
    return read;
  }

  #checkUnique(values: Values, ownId: number | null): void {
    const { unique } = this.definition;
    if (unique.length === 0) return;
    const twin = this.records.find(
      (record) => record.id !== ownId && unique.every((field) => record[field] === values[field]),
    );
    if (twin !== undefined) {
      throw odooError(
        "odoo.exceptions.ValidationError",
        `The operation cannot be completed: ${unique.join(" and ")} must be unique (${this.model}).`,
      );
    }
  }

  #readOrder(order: string): (left: StoredRecord, right: StoredRecord) => number {
    const keys = order.split(",").map((part) => {
      const [, field = "", direction = "asc"] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? [];
      this.fieldType(field);
      return { field, sign: direction.toLowerCase() === "desc" ? -1 : 1 };
    });
    return (left, right) => {
      for (const { field, sign } of keys) {
        const [a, b] = [sortable(left[field]), sortable(right[field])];
        if (a !== b) return a < b ? -sign : sign;
      }
      return left.id - right.id;
    };
  }
}

const isGiven = (value: unknown) => value !== undefined && value !== false && value !== "";

const sortable = (value: unknown) =>
  typeof value === "number" ? value : typeof value === "string" ? value : 0;

/** As Odoo writes times: UTC, no zone. */
const odooTime = () => new Date().toISOString().slice(0, 19).replace("T", " ");

/** x2many values are commands: (4, id) adds, (3, id) and (2, id) remove, (5,) empties, (6, 0, ids) replaces; a list of ids replaces too. */
function applyCommands(old: unknown, commands: unknown): number[] {
  if (!isList(commands)) throw odooError("builtins.ValueError", "Wrong value for a many2many field");
  const linked = new Set(commands.every((command) => typeof command === "number") ? [] : idsIn(old));
  for (const command of commands) {
    const [code, id, list] = isList(command) ? command : [4, command];
    if (code === 4 && typeof id === "number") linked.add(id);
    else if ((code === 2 || code === 3) && typeof id === "number") linked.delete(id);
    else if (code === 5 || code === 6) {
      linked.clear();
      for (const one of idsIn(list)) linked.add(one);
    } else throw odooError("builtins.ValueError", `Unknown x2many command ${JSON.stringify(command)}`);
  }
  return [...linked];
}

const idsIn = (value: unknown) => (isList(value) ? value.filter((id) => typeof id === "number") : []);
