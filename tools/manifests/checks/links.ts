import { at, list, ofKind, text, title, type Fact, type Manifest } from './manifests.ts';

export const linkFacts: readonly Fact[] = [
  { title: 'links in mails and feeds begin with the origin of the gateway', faults: originFaults },
  { title: 'mails go to a mail server, or into a folder that the container may write', faults: mailFaults },
];

/** The Deployments that put links in mails and feeds. */
const order = (all: readonly Manifest[]): Manifest[] =>
  ofKind(all, 'Deployment').filter(({ metadata }) => metadata.name === 'order');

/** A variable of a Deployment's containers, from the ConfigMaps that they refer to. */
function variable(all: readonly Manifest[], deployment: Manifest, name: string): string {
  const maps = list(deployment, 'spec.template.spec.containers.*.envFrom.*.configMapRef.name');
  const values = ofKind(all, 'ConfigMap')
    .filter(({ metadata }) => maps.includes(metadata.name))
    .map((map) => text(map, `data.${name}`));
  return values.find((value) => value !== '') ?? '';
}

function originFaults(all: readonly Manifest[]): string[] {
  const servers = ofKind(all, 'Gateway')
    .filter(({ metadata }) => metadata.name === 'carshare')
    .flatMap((gateway) => list(gateway, 'spec.servers'));
  return order(all).flatMap((deployment) => {
    const value = variable(all, deployment, 'PUBLIC_URL');
    if (!URL.canParse(value)) return [`${title(deployment)} has no PUBLIC_URL`];
    const { protocol, hostname } = new URL(value);
    const isServed = servers.some((server) => {
      const isTls = at(server, 'tls.mode') !== undefined;
      const hosts = list(server, 'hosts');
      return isTls === (protocol === 'https:') && (hosts.includes(hostname) || hosts.includes('*'));
    });
    return isServed ? [] : [`${title(deployment)}: no gateway serves PUBLIC_URL ${value}`];
  });
}

function mailFaults(all: readonly Manifest[]): string[] {
  return order(all).flatMap((deployment) => {
    if (variable(all, deployment, 'MAIL_SMTP_URL_FILE') !== '') return [];
    const folder = variable(all, deployment, 'DATA_DIR');
    const mounts = list(deployment, 'spec.template.spec.containers.*.volumeMounts.*');
    const isWritable = mounts.some((mount) => text(mount, 'mountPath') === folder && at(mount, 'readOnly') !== true);
    return isWritable
      ? []
      : [`${title(deployment)} has no mail server, and cannot write to DATA_DIR ${folder || '.data'}`];
  });
}
