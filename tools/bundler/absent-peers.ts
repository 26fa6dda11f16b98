import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of an entry of npm's lock file that is read here. */
interface Installed {
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A path that @nestjs/mapped-types tries for versions of class-transformer before 0.3.2. */
const FORMER_PATHS = ['class-transformer/storage'];

/**
 * The optional peers of installed packages that are not installed themselves. They stay imports, which fail only when a package asks
 * for them. esbuild takes names: a plugin that resolves every import is 40 % of the CPU time of a bundle.
 * @param root the workspace
 */
export function absentPeers(root: string): string[] {
  const file = join(root, 'node_modules', '.package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Readonly<Record<string, Installed>> };
  const optional = Object.values(packages).flatMap(({ peerDependenciesMeta = {} }) =>
    Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]?.optional),
  );
  return [...new Set(optional)].filter((name) => !(`node_modules/${name}` in packages)).concat(FORMER_PATHS);
}
