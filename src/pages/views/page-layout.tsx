import type { ReactNode } from "react";
import { hasSection, homePath } from "../kit/is-installation.ts";
import { type Reader, SECTIONS, type Section } from "../kit/page-request.ts";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M11.5 10.6A5.2 5.2 0 0 1 6 2.6a5.6 5.6 0 1 0 7.6 7.2 5 5 0 0 1-2.100.8z' fill='%234f5bd5'/%3E%3C/svg%3E";

/** What every page has around it. */
export interface Frame {
  readonly title: string;
  readonly nonce: string;
  /** Where the page's style and script are; their addresses change with their contents. */
  readonly assets: { readonly css: string; readonly js: string };
  /** Who reads, and of which tenant; null before somebody has signed in. */
  readonly signedIn: {
    readonly userId: string;
    readonly tenantId: string | null;
    readonly section: Section | null;
    readonly tenants: Reader["tenants"];
    readonly zone: string;
  } | null;
  readonly children: ReactNode;
}

/** The document: header, menu, content, footer. The menu comes last, so that a phone shows the content first. */
export function PageLayout({ title, nonce, assets, signedIn, children }: Frame) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · nightshift`}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={assets.css} />
        <script src={assets.js} defer nonce={nonce} />
      </head>
      <body>
        <a className="skip" href="#content">
          Skip to content
        </a>
        <header className="top">
          <a className="brand" href="/">
            <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
              <path d="M13.4 10.3A6.3 6.3 0 0 1 5.7 2.6a6.3 6.3 0 1 0 7.700 7.700z" fill="currentColor" />
            </svg>
            nightshift
          </a>
          {signedIn?.tenantId && <TenantMenu tenantId={signedIn.tenantId} tenants={signedIn.tenants} />}
          {signedIn?.tenantId && (
            <a className="to-menu" href="#menu">
              Menu
            </a>
          )}
        </header>
        <div className={signedIn?.tenantId ? "frame" : "frame plain"}>
          <main id="content" tabIndex={-1}>
            {children}
          </main>
          {signedIn?.tenantId && <Menu tenantId={signedIn.tenantId} section={signedIn.section} />}
        </div>
        {signedIn && (
          <footer>
            <span>
              Times in {signedIn.zone}. <a href="/account">Change</a>
            </span>
            <span>
              Signed in as {signedIn.userId}. <a href="/account">Sign out</a>
            </span>
          </footer>
        )}
      </body>
    </html>
  );
}

function TenantMenu({
  tenantId,
  tenants,
}: {
  readonly tenantId: string;
  readonly tenants: Reader["tenants"];
}) {
  if (tenants.length < 2) return <span className="tenant">{tenantId}</span>;
  return (
    <details className="tenant">
      <summary>{tenantId}</summary>
      <ul>
        {tenants.map((one) => (
          <li key={one.tenantId}>
            <a href={homePath(one.tenantId)}>{one.tenantId}</a>
          </li>
        ))}
      </ul>
    </details>
  );
}

const GROUPS: readonly (readonly [string, readonly Section[]])[] = [
  ["Nights", ["overview", "runs", "vendors", "quality", "latency"]],
  ["Agents", ["agents", "events"]],
  ["Alerts", ["alerts", "rules", "silences", "runbooks"]],
  ["Settings", ["schedules", "people", "keys", "audit", "health"]],
];

function Menu({ tenantId, section }: { readonly tenantId: string; readonly section: Section | null }) {
  const groups = GROUPS.map(
    ([name, sections]) => [name, sections.filter((one) => hasSection(tenantId, one))] as const,
  ).filter(([, sections]) => sections.length > 0);
  return (
    <nav id="menu" aria-label="Pages">
      {groups.map(([name, sections]) => (
        <div key={name}>
          <p>{name}</p>
          <ul>
            {sections.map((one) => (
              <li key={one}>
                <a
                  href={`/t/${encodeURIComponent(tenantId)}/${one}`}
                  aria-current={one === section ? "page" : undefined}
                >
                  {SECTIONS[one]}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
