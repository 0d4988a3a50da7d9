import type { ReactNode } from "react";

/** A form whose button does something; it goes to its own page unless `action` says otherwise. */
export function ActForm({
  csrf,
  act,
  label,
  children,
  action,
  hidden = {},
  isQuiet = false,
  isDangerous = false,
  describedAs,
}: {
  readonly csrf: string;
  readonly act: string;
  readonly label: string;
  readonly children?: ReactNode;
  readonly action?: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly isQuiet?: boolean;
  readonly isDangerous?: boolean;
  /** What the button is about, for people who cannot see the row it stands in. */
  readonly describedAs?: string;
}) {
  const looks = ["button", ...(isQuiet ? ["quiet"] : []), ...(isDangerous ? ["danger"] : [])].join(" ");
  return (
    <form method="post" action={action} className={children === undefined ? "act" : "act fields"}>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="act" value={act} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <button type="submit" className={looks}>
        {label}
        {describedAs !== undefined && <span className="hidden"> {describedAs}</span>}
      </button>
    </form>
  );
}
