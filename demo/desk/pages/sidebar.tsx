import type { ReactNode } from "react";
import type { DeskUser } from "../desk.ts";
import { WORKSPACE } from "../emulator.ts";
import { Avatar } from "./avatar.tsx";
import type { People } from "./people.tsx";

/** What is open: a channel, or the app's Home or Messages tab, perhaps with a thread beside it. */
export interface Place {
  channelId: string;
  app?: "home" | "messages" | undefined;
  threadTs?: string | undefined;
}

/** The address of a place for somebody. */
export function placeHref(userId: string, place: Place): string {
  const query = new URLSearchParams({ user: userId });
  if (place.app === undefined) query.set("channel", place.channelId);
  else query.set("app", place.app);
  if (place.threadTs !== undefined) query.set("thread", place.threadTs);
  return `/?${query.toString()}`;
}

interface SidebarProps {
  user: DeskUser;
  place: Place;
  people: People;
  /** Ids of channels with something new; "app" for the app's messages. */
  unread: readonly string[];
}

export function Sidebar({ user, place, people, unread }: SidebarProps): ReactNode {
  const isApp = place.app !== undefined;
  return (
    <nav className="sidebar" aria-label="Workspace">
      <div className="workspace">
        <span className="workspace-icon" aria-hidden="true">
          NO
        </span>
        <b>{WORKSPACE.name}</b>
      </div>
      <div className="sidebar-scroll" data-live="sidebar">
        <h2>Channels</h2>
        <ul>
          {people.channels.map((channel) => (
            <SidebarLink
              key={channel.id}
              href={placeHref(user.id, { channelId: channel.id })}
              isCurrent={!isApp && place.channelId === channel.id}
              isUnread={unread.includes(channel.id)}
            >
              <span className="hash" aria-hidden="true">
                #
              </span>
              {channel.name}
            </SidebarLink>
          ))}
        </ul>
        <h2>Apps</h2>
        <ul>
          <SidebarLink
            href={placeHref(user.id, { channelId: "", app: "home" })}
            isCurrent={isApp}
            isUnread={unread.includes("app")}
          >
            <Avatar userId={WORKSPACE.botUserId} isSmall />
            {WORKSPACE.appName}
          </SidebarLink>
        </ul>
      </div>
      <details className="switcher">
        <summary aria-label={`Acting as ${user.realName}, switch user`}>
          <Avatar userId={user.id} isSmall />
          <span>
            <small>Acting as</small>
            {user.realName}
          </span>
        </summary>
        <ul>
          {people.users.map((other) => (
            <li key={other.id}>
              <a
                href={placeHref(
                  other.id,
                  isApp ? { channelId: "", app: place.app } : { channelId: place.channelId },
                )}
                aria-current={other.id === user.id ? "true" : undefined}
              >
                <Avatar userId={other.id} isSmall />
                {other.realName}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  );
}

interface SidebarLinkProps {
  href: string;
  isCurrent: boolean;
  isUnread: boolean;
  children: ReactNode;
}

function SidebarLink({ href, isCurrent, isUnread, children }: SidebarLinkProps): ReactNode {
  return (
    <li>
      <a href={href} className={isUnread ? "unread" : ""} aria-current={isCurrent ? "page" : undefined}>
        {children}
        {isUnread && <span className="dot" role="img" aria-label="unread" />}
      </a>
    </li>
  );
}
