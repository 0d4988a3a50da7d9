import type { ReactNode } from "react";
import type { PageView } from "../kit/page-request.ts";
import { withQuery } from "../kit/with-query.ts";

/** What is renewed while a page is open. */
export function LivePart({ children }: { readonly children: ReactNode }) {
  return <>{children}</>;
}

/** A page below the header: what was said, its title, its live part and the rest. */
export function PageBody({
  view,
  query,
  said,
}: {
  readonly view: PageView;
  readonly query: URLSearchParams;
  readonly said: { readonly text: string; readonly secret?: string } | null;
}) {
  const { title, lead, live, body } = view;
  return (
    <>
      {said !== null && (
        <p className="said" role="status">
          {said.text}
          {said.secret !== undefined && <code>{said.secret}</code>}
        </p>
      )}
      <div className="head">
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {live !== undefined && (
        <div className="live" data-live={withQuery(query, { live: "1" })}>
          <LivePart>{live}</LivePart>
        </div>
      )}
      <div className="cards">{body}</div>
    </>
  );
}
