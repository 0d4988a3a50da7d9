import type { ReactNode } from "react";

/** The filters of a list. They are part of its address, so that a filtered list can be shared. */
export function FilterForm({
  children,
  isActive,
}: {
  readonly children: ReactNode;
  readonly isActive: boolean;
}) {
  return (
    <form method="get" className="filters">
      {children}
      <button type="submit" className="button quiet">
        Filter
      </button>
      {isActive && (
        <a className="quiet" href="?">
          Clear
        </a>
      )}
    </form>
  );
}
