import type { ReactNode } from "react";
import type { DeskCommand, DeskMessage, DeskUser, DeskView } from "../desk.ts";
import { WORKSPACE } from "../emulator.ts";
import { objectsOf } from "../fields.ts";
import { Blocks } from "./blocks.tsx";
import { Composer } from "./composer.tsx";
import { Message } from "./message.tsx";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";
import { type Names, NamesContext } from "./names.tsx";
import { type People, PeopleContext } from "./people.tsx";
import { type Place, placeHref, Sidebar } from "./sidebar.tsx";

/** Everything the desk shows at the moment. */
export interface ScreenData {
  user: DeskUser;
  place: Place;
  names: Names;
  people: People;
  commands: readonly DeskCommand[];
  unread: readonly string[];
  messages: readonly DeskMessage[];
  /** The open thread, root first; undefined when none is. */
  thread: readonly DeskMessage[] | undefined;
  modal: DeskView | undefined;
  home: DeskView | undefined;
}

/** The whole page. */
export function Screen({ data }: { data: ScreenData }): ReactNode {
  const { user, place, names, people, thread, modal } = data;
  const title = place.app === undefined ? `#${names.channelName(place.channelId)}` : WORKSPACE.appName;
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} - ${WORKSPACE.name} - desk`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/blocks.css" />
        <link rel="stylesheet" href="/assets/desk.css" />
        <script src="/assets/desk.js" defer />
      </head>
      <body data-user={user.id} data-zone={names.timeZone} data-app={place.app}>
        <NamesContext value={names}>
          <PeopleContext value={people}>
            <div className={`desk ${thread ? "with-thread" : ""}`}>
              <header className="topbar">
                <button type="button" className="open-sidebar" aria-label="Show channels">
                  ☰
                </button>
                <span className="where">{WORKSPACE.name}: a local Slack, nothing leaves this machine</span>
              </header>
              <Sidebar user={user} place={place} people={people} unread={data.unread} />
              <main className="pane" aria-label={title}>
                <Heading data={data} title={title} />
                {place.app === "home" ? (
                  <HomeTab home={data.home} />
                ) : (
                  <Conversation data={data} title={title} />
                )}
              </main>
              {thread && <ThreadPane data={data} thread={thread} title={title} />}
            </div>
            <div data-live="modal">{modal && <Modal held={modal} />}</div>
            <div className="toasts" role="status" aria-live="polite" />
          </PeopleContext>
        </NamesContext>
      </body>
    </html>
  );
}

function Heading({ data, title }: { data: ScreenData; title: string }): ReactNode {
  const { place, user, people } = data;
  if (place.app === undefined) {
    return (
      <header className="heading">
        <h1>{title}</h1>
        <span className="members">{people.users.length + 1} members</span>
      </header>
    );
  }
  const tab = (app: "home" | "messages", label: string) => (
    <a
      href={placeHref(user.id, { app, channelId: place.channelId })}
      aria-current={place.app === app ? "page" : undefined}
    >
      {label}
    </a>
  );
  return (
    <header className="heading with-tabs">
      <h1>
        {title} <span className="badge">APP</span>
      </h1>
      <nav className="tabs" aria-label="App tabs">
        {tab("home", "Home")}
        {tab("messages", "Messages")}
      </nav>
    </header>
  );
}

function HomeTab({ home }: { home: DeskView | undefined }): ReactNode {
  return (
    <div className="home" data-live="home">
      {home === undefined ? (
        <p className="empty">The app has not published its Home yet.</p>
      ) : (
        <div data-view={home.id} data-key={home.id} className="home-view">
          <Blocks blocks={objectsOf(home.view["blocks"])} />
        </div>
      )}
    </div>
  );
}

function Conversation({ data, title }: { data: ScreenData; title: string }): ReactNode {
  const { place, user, messages } = data;
  return (
    <>
      <MessageList
        messages={messages}
        intro={title}
        threadHref={(ts) => placeHref(user.id, { ...place, threadTs: ts })}
      />
      <Composer
        label={place.app === undefined ? `Message ${title}` : `Message ${WORKSPACE.appName}`}
        channelId={place.channelId}
        threadTs={undefined}
        commands={data.commands}
      />
    </>
  );
}

function ThreadPane({
  data,
  thread,
  title,
}: {
  data: ScreenData;
  thread: readonly DeskMessage[];
  title: string;
}): ReactNode {
  const { place, user } = data;
  const [root, ...replies] = thread;
  const { threadTs, ...rest } = place;
  return (
    <aside className="thread" aria-label="Thread">
      <header className="heading">
        <h2>
          Thread <small>{title}</small>
        </h2>
        <a className="close" href={placeHref(user.id, rest)} aria-label="Close thread">
          ✕
        </a>
      </header>
      <div className="scroll" data-live="thread" data-list="">
        {root && <Message message={root} isFollowUp={false} threadHref={undefined} />}
        <div className="divider" data-key="count">
          <span>{replies.length === 1 ? "1 reply" : `${replies.length} replies`}</span>
        </div>
        {replies.map((message) => (
          <Message key={message.ts} message={message} isFollowUp={false} threadHref={undefined} />
        ))}
      </div>
      <Composer label="Reply…" channelId={place.channelId} threadTs={threadTs} commands={[]} />
    </aside>
  );
}
