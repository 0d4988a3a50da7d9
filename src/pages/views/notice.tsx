import type { ReactNode } from "react";

/** A page with nothing but a message: what happened, and what to do. */
export function Notice({
  title,
  told,
  children,
}: {
  readonly title: string;
  readonly told: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="card prose">
      <h1>{title}</h1>
      <p>{told}</p>
      {children}
    </div>
  );
}
