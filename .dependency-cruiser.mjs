// The arrows of ARCHITECTURE.md, checked by machine: main -> shells -> core -> database -> entities, config -> leaves.
const LEAVES = "^src/(clock|random|errors|logger|redaction|trace-context|version)[.]ts$";

/** A rule: modules matching `from` must not import modules matching `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** A folder that may only import from the named places (its own folder, the leaves and packages always allowed). */
const only = (folder, ...allowed) =>
  forbid(
    `${folder.replaceAll("/", "-")}-imports`,
    `src/${folder} may import only ${["itself", "leaves", ...allowed].join(", ")}`,
    { path: `^src/${folder}/`, pathNot: "^src/[^/]+/main[.]ts$" },
    {
      path: "^(src|demo|test|bench|migrations)/",
      pathNot: [`^src/${folder}/`, LEAVES, ...allowed.map((name) => `^src/${name}/`)],
    },
  );

export default {
  forbidden: [
    forbid("no-cycles", "a cycle hides who decides", { pathNot: "^src/entities/" }, { circular: true }),
    forbid(
      "leaves-import-nothing",
      "leaves stand alone",
      { path: LEAVES },
      { path: "^src/", pathNot: LEAVES },
    ),
    only("config"),
    only("entities"),
    only("database", "entities", "config"),
    only("vendors", "entities", "config"),
    only("charts"),
    only("observability", "database", "entities", "config"),
    only("qa", "observability", "database", "entities", "config"),
    only("alerts", "qa", "observability", "vendors", "database", "entities", "config"),
    only("runner", "alerts", "qa", "observability", "vendors", "database", "entities", "config"),
    only("bot", "alerts", "qa", "observability", "charts", "database", "entities", "config"),
    only("http", "alerts", "qa", "observability", "charts", "database", "entities", "config"),
    only("sdk"),
    forbid(
      "src-is-self-contained",
      "the product does not know its stand-ins",
      { path: "^src/" },
      { path: "^(demo|test|bench)/" },
    ),
    forbid(
      "slack-only-in-bot",
      "Slack's packages stay in the bot",
      { path: "^src/", pathNot: "^src/bot/" },
      { path: "node_modules/@slack/" },
    ),
    forbid(
      "typeorm-only-in-stores",
      "SQL lives in entities, the database folder and files named *-store",
      { path: "^(src|demo)/", pathNot: ["^src/(entities|database)/", "-store[.]ts$"] },
      { path: "node_modules/typeorm/" },
    ),
    forbid(
      "zod-only-at-the-edges",
      "outside data is parsed where it comes in",
      {
        path: "^src/",
        pathNot: ["^src/(config|http|vendors|cli|bot)/", "csv[.]ts$", "^src/[^/]+/main[.]ts$"],
      },
      { path: "node_modules/zod/" },
    ),
    forbid(
      "pure-files-do-no-io",
      "rules, blocks, statistics, sketches and charts are functions of their arguments",
      {
        path: [
          "^src/alerts/(rules/|rule[.]ts|evaluate-rules[.]ts|transition[.]ts)",
          "^src/bot/blocks/",
          "^src/charts/",
        ],
      },
      {
        path: [
          "^src/(database|logger[.]ts|clock[.]ts|random[.]ts)",
          "-store[.]ts$",
          "^(node:)?(fs|net|http|https|child_process|crypto)",
        ],
      },
    ),
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
