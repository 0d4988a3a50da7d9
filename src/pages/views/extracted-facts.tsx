import type { ZonedTime } from "../kit/zoned-time.ts";
import { TimeAt } from "./time-at.tsx";

/** What was extracted about a company, as stored; people are left out. */
export function ExtractedFacts({
  features,
  at,
  time,
}: {
  readonly features: Readonly<Record<string, unknown>> | null;
  readonly at: Date | null;
  readonly time: ZonedTime;
}) {
  if (features === null) {
    return (
      <section className="card wide">
        <div className="card-head">
          <h2>Extracted</h2>
        </div>
        <p className="empty">Nothing was extracted about it.</p>
      </section>
    );
  }
  const facts = Object.entries(features).filter(([name]) => name !== "people");
  return (
    <section className="card wide">
      <div className="card-head">
        <h2>Extracted</h2>
        <span className="note">
          <TimeAt at={at} time={time} />
        </span>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{asText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(asText).join("; ");
  if (typeof value === "object") {
    return Object.entries(value)
      .filter(([name]) => name !== "id")
      .map(([, inner]) => asText(inner))
      .join(": ");
  }
  return typeof value === "boolean" ? String(value) : "";
}
