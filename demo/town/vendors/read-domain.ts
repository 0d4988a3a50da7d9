import { isList } from "../is-list.ts";
import { odooError } from "./odoo-error.ts";
import type { StoredRecord } from "./stored-record.ts";

type Test = (record: StoredRecord) => boolean;

/** Reads a search domain (conditions in prefix notation) as a test of a record. */
export function readDomain(domain: readonly unknown[], checkField: (name: string) => void): Test {
  const rest = [...domain];
  const tests: Test[] = [];
  while (rest.length > 0) tests.push(readTerm(rest, checkField));
  // Conditions without an operator between them must all hold.
  return (record) => tests.every((test) => test(record));
}

function readTerm(rest: unknown[], checkField: (name: string) => void): Test {
  const term = rest.shift();
  if (term === "&" || term === "|") {
    const left = readTerm(rest, checkField);
    const right = readTerm(rest, checkField);
    return term === "&"
      ? (record) => left(record) && right(record)
      : (record) => left(record) || right(record);
  }
  if (term === "!") {
    const inner = readTerm(rest, checkField);
    return (record) => !inner(record);
  }
  if (!isList(term) || term.length !== 3 || typeof term[0] !== "string" || typeof term[1] !== "string") {
    throw odooError("builtins.ValueError", `Domain() invalid item in domain: ${JSON.stringify(term)}`);
  }
  const [field, operator] = [term[0], term[1]];
  const wanted: unknown = term[2];
  checkField(field);
  return (record) => compare(record[field] ?? false, operator, wanted);
}

function compare(value: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case "=":
      return isList(value) ? value.includes(wanted) : value === (wanted ?? false);
    case "!=":
      return !compare(value, "=", wanted);
    case "in":
      return isList(wanted) && wanted.some((one) => compare(value, "=", one));
    case "not in":
      return !compare(value, "in", wanted);
    case "like":
      return typeof value === "string" && value.includes(String(wanted));
    case "ilike":
      return typeof value === "string" && value.toLowerCase().includes(String(wanted).toLowerCase());
    case "not ilike":
      return !compare(value, "ilike", wanted);
    case "=ilike":
      return typeof value === "string" && value.toLowerCase() === String(wanted).toLowerCase();
    case ">":
      return order(value, wanted) > 0;
    case ">=":
      return order(value, wanted) >= 0;
    case "<":
      return order(value, wanted) < 0;
    case "<=":
      return order(value, wanted) <= 0;
    default:
      throw odooError("builtins.ValueError", `Invalid operator ${operator} in domain`);
  }
}

/** Below, at or above 0 as the first is less, equal or more; NaN, which is none of them, when they cannot be compared. */
function order(value: unknown, wanted: unknown): number {
  if (typeof value === "number" && typeof wanted === "number") return value - wanted;
  if (typeof value === "string" && typeof wanted === "string") {
    return value === wanted ? 0 : value < wanted ? -1 : 1;
  }
  return Number.NaN;
}
