# One Dockerfile for all services: docker build --build-arg APP=order -t carshare/order .
# Behind a proxy with a certificate of its own, add: --secret id=npm-ca,src=$NODE_EXTRA_CA_CERTS
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY libs/events/package.json libs/events/
COPY libs/validation/package.json libs/validation/
COPY libs/event-log/package.json libs/event-log/
COPY libs/persistence/package.json libs/persistence/
COPY libs/service-kit/package.json libs/service-kit/
COPY libs/messaging/package.json libs/messaging/
COPY libs/operations/package.json libs/operations/
COPY libs/testing/package.json libs/testing/
RUN --mount=type=secret,id=npm-ca,mode=0444 NODE_EXTRA_CA_CERTS=/run/secrets/npm-ca npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# All services: V8's compiled code is kept of a run of the whole shop. .dockerignore leaves only their folders in apps/.
RUN node tools/bundler/build.ts $(ls apps)
ARG APP
# The bundle is the whole program. Source maps are not read in production; of swagger-ui-dist only served files are copied.
RUN mkdir -p /out/apps /out/node_modules \
 && cp -r "apps/$APP" /out/apps/ \
 && (cd "/out/apps/$APP" && rm -rf src project.json jest.config.mjs dist/bundle/*.map) \
 && cp -r node_modules/swagger-ui-dist /out/node_modules/ \
 && (cd /out/node_modules/swagger-ui-dist && rm -f -- *.map *es-bundle* swagger-ui.js)

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production PORT=8080 MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=16384
COPY --from=build /out ./
ARG APP
ENV APP=$APP NODE_FLAGS="--disable-warning=ExperimentalWarning --max-semi-space-size=4 --heap-growing-percent=20 --v8-pool-size=1 --no-maglev --invocation-count-for-turbofan=400"
USER node
EXPOSE 8080
# The shell expands the variables; exec makes node process 1, which receives the signals.
CMD ["sh", "-c", "exec node $NODE_FLAGS \"apps/$APP/dist/bundle/main.js\""]
