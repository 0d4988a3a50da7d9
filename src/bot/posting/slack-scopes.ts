/** What the bot may do in a workspace, and the Web API methods that need it. No scope is asked for that no method uses. */
export const SLACK_SCOPES = [
  { scope: "commands", methods: [] },
  { scope: "chat:write", methods: ["chat.postMessage", "chat.update", "chat.delete"] },
  { scope: "files:write", methods: ["filesUploadV2"] },
  { scope: "im:write", methods: ["conversations.open"] },
  {
    scope: "channels:read",
    methods: ["users.conversations", "conversations.info", "conversations.list"],
  },
  { scope: "groups:read", methods: ["users.conversations", "conversations.info"] },
  { scope: "channels:history", methods: ["conversations.history", "conversations.replies"] },
  { scope: "groups:history", methods: ["conversations.history", "conversations.replies"] },
] as const;

/** Methods that every bot token may call. */
export const SCOPELESS_METHODS = [
  "auth.test",
  "migration.exchange",
  "views.open",
  "views.publish",
  "views.update",
] as const;
