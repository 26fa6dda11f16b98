import { isDeepStrictEqual } from 'node:util';
import { at, list, selects, type Manifest } from './manifests.ts';

interface EdgeRoute {
  host: string;
  kind: 'exact' | 'prefix';
  path: string;
}

function edgeRoutes(gateway: Manifest): EdgeRoute[] {
  return list(gateway, 'spec.http').flatMap((http) =>
    list(http, 'match').flatMap((match) => {
      const [entry] = Object.entries((at(match, 'uri') ?? {}) as Record<string, string>);
      const host = String(list(http, 'route.*.destination.host')[0]);
      return entry ? [{ host, kind: entry[0] as EdgeRoute['kind'], path: entry[1] }] : [];
    }),
  );
}

/** A path matches exactly and as a folder, never as a prefix of a longer word. */
export function pathFaults(gateway: Manifest): string[] {
  const routes = edgeRoutes(gateway);
  const key = (kind: string, host: string, path: string): string => `${kind} ${host} ${path}`;
  const known = new Set(routes.map((route) => key(route.kind, route.host, route.path)));
  return routes
    .filter((route) => route.path !== '/')
    .flatMap(({ host, kind, path }) => {
      if (kind === 'exact') return known.has(key('prefix', host, `${path}/`)) ? [] : [`${path} without ${path}/`];
      return path.endsWith('/') && known.has(key('exact', host, path.slice(0, -1))) ? [] : [`the prefix ${path}`];
    });
}

/** Every routed path is allowed from the ingress at its service, and every allowed path is routed there. */
export function ingressFaults(all: Manifest[], gateway: Manifest): string[] {
  const routes = edgeRoutes(gateway);
  const services = all.filter((one) => one.kind === 'Service');
  return services.flatMap((service) => {
    const host = service.metadata.name;
    const rules = all
      .filter(
        (one) =>
          one.kind === 'AuthorizationPolicy' &&
          selects(at(one, 'spec.selector.matchLabels'), at(service, 'spec.selector')),
      )
      .flatMap((policy) => list(policy, 'spec.rules'))
      .filter((rule) => JSON.stringify(at(rule, 'from') ?? '').includes('ingressgateway'));
    const allowed = new Set(
      rules.flatMap((rule) => list(rule, 'to').flatMap((to) => list(to, 'operation.paths') as string[])),
    );
    const routed = routes.filter((route) => route.host === host);
    const isRouted = (path: string): boolean =>
      routed.some((route) =>
        path.endsWith('/*')
          ? route.kind === 'prefix' && path.startsWith(route.path)
          : route.path === path || (route.kind === 'prefix' && path.startsWith(route.path)),
      );
    return [
      ...routed
        .map((route) => (route.kind === 'exact' || route.path === '/' ? route.path : `${route.path}*`))
        .filter((path) => !allowed.has(path))
        .map((path) => `${host}: ${path} is routed but not allowed`),
      ...[...allowed].filter((path) => !isRouted(path)).map((path) => `${host}: ${path} is allowed but not routed`),
    ];
  });
}

/** The canary differs from the standing routes in order's destinations and in nothing else. */
export function canaryFaults(gateway: Manifest, canary: Manifest): string[] {
  return isDeepStrictEqual(withoutOrder(gateway), withoutOrder(canary))
    ? []
    : ['the routes are not those of gateway.yaml'];
}

function withoutOrder(virtual: Manifest): unknown {
  const http = list(virtual, 'spec.http').map((route) => {
    const toOrder = list(route, 'route.*.destination.host').every((host) => host === 'carshareorder');
    return toOrder ? { ...(route as object), route: 'carshareorder' } : route;
  });
  return { ...(virtual['spec'] as object), http };
}
