import type { Compose } from './compose-file.ts';
import { relative, textsOf, type Faults, type Seen } from './compose-service.ts';
import { argumentsOf } from './dockerfile.ts';

export function overlappingPorts({ services }: Compose): Faults {
  const all = Object.entries(services).flatMap(([name, { ports: of }]) => of.map((port) => ({ name, ...port })));
  return all.flatMap((one, nth) =>
    all
      .slice(nth + 1)
      .filter((other) => one.from <= other.to && other.from <= one.to)
      .map((other) => `${one.name} and ${other.name} publish the same port`),
  );
}

/** Ports that a service listens on, from the settings that say so. */
function listens({
  service,
  environment,
  repository,
}: Pick<Seen, 'service' | 'environment' | 'repository'>): readonly number[] {
  const fromVariables = ['ETALON_HTTP', 'ETALON_REVIEW', 'KAFKA_LISTENERS', 'GF_SERVER_HTTP_PORT'].flatMap((name) =>
    [...(environment[name] ?? '').matchAll(/(?:^|:)(\d+)(?=,|$)/g)].map(([, found]) => Number(found)),
  );
  const files = service.volumes.filter(({ target }) => target.startsWith('/etc/clickhouse-server/config.d/'));
  const fromFiles = files.flatMap(({ source }) =>
    [...(repository.read(relative(source)) ?? '').matchAll(/<(?:http|tcp)_port>(\d+)</g)].map(([, found]) =>
      Number(found),
    ),
  );
  return [...fromVariables, ...fromFiles];
}

export function ports(seen: Seen): Faults {
  const open = listens(seen);
  const check = seen.service.healthcheck;
  const hasCheck = argumentsOf(seen.image, 'HEALTHCHECK').length > 0 || (check !== undefined && 'test' in check);
  return [
    ...seen.service.ports.flatMap(({ address, target }) => [
      ...(address === '127.0.0.1' ? [] : [`port ${String(target)} is published to ${address || 'everybody'}`]),
      ...(open.includes(target) ? [] : [`publishes port ${String(target)}, on which it does not listen`]),
    ]),
    ...(seen.service.restart === 'no' || hasCheck ? [] : ['nobody checks its health']),
  ];
}

/** host:port wherever it stands, and host and port of a Grafana data source. */
export function addresses(seen: Seen): Faults {
  const { compose, name, service, repository } = seen;
  const all = [...textsOf(seen), ...argumentsOf(seen.image, 'HEALTHCHECK')].join('\n');
  // The review app in a board is opened by people's browsers, not from within the container.
  const texts = all.replace(/"query": "https?:[^"]*"/g, '');
  const found = [
    ...texts.matchAll(/\b((?:[a-z][a-z0-9-]*)|127\.0\.0\.1):(\d{2,5})\b/g),
    ...texts.matchAll(/^\s+host: (\S+)\n\s+port: (\d+)$/gm),
  ];
  return found.flatMap(([, host = '', port = '']) => {
    const to = ['localhost', '127.0.0.1', service.hostname ?? name].includes(host) ? service : compose.services[host];
    if (to === undefined) return [`${host}:${port} is no service`];
    const meets = to === service || to.networks.some((network) => service.networks.includes(network));
    const open = to === service ? listens(seen) : listens({ service: to, environment: to.environment, repository });
    return [
      ...(meets ? [] : [`${host}:${port} is on another network`]),
      ...(open.includes(Number(port)) ? [] : [`nothing listens at ${host}:${port}`]),
      ...(host === 'localhost' && !service.ports.some(({ from }) => from === Number(port))
        ? [`${host}:${port} is not published to this machine`]
        : []),
    ];
  });
}
