import { type VendorAnswer, VendorProblem } from "./town-vendor.ts";

/** What Odoo raises, by its Python name, with the HTTP status it answers. */
const STATUS_OF = {
  "werkzeug.exceptions.BadRequest": 400,
  "werkzeug.exceptions.Unauthorized": 401,
  "odoo.exceptions.AccessError": 403,
  "werkzeug.exceptions.NotFound": 404,
  "odoo.exceptions.MissingError": 404,
  "werkzeug.exceptions.UnsupportedMediaType": 415,
  "werkzeug.exceptions.UnprocessableEntity": 422,
  "odoo.exceptions.ValidationError": 422,
  "odoo.exceptions.UserError": 422,
  "werkzeug.exceptions.TooManyRequests": 429,
  "builtins.ValueError": 500,
  "psycopg2.OperationalError": 500,
} as const;
export type OdooErrorName = keyof typeof STATUS_OF;

/** The body of a JSON-2 error, with a traceback that no client should repeat. */
export function odooErrorAnswer(name: OdooErrorName, message: string): VendorAnswer {
  return {
    status: STATUS_OF[name],
    ...(name === "werkzeug.exceptions.TooManyRequests" ? { headers: { "retry-after": "1" } } : {}),
    body: {
      name,
      message,
      arguments: [message],
      context: {},
      debug: `Traceback (most recent call last):\n  File "/odoo/http.py", line 2212, in _serve_db\n${name}: ${message}\n`,
    },
  };
}

export function odooError(name: OdooErrorName, message: string): VendorProblem {
  return new VendorProblem("bad_request", message, odooErrorAnswer(name, message));
}
