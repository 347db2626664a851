import { readCompose, type Compose } from './compose-file.ts';
import { addresses, overlappingPorts, ports } from './compose-ports.ts';
import { relative, textsOf, type Faults, type Repository, type Seen } from './compose-service.ts';
import { argumentsOf, environmentOf, inherited, readDockerfile } from './dockerfile.ts';

/** Everything that is wrong with docker-compose.yml and the files it names, one sentence each. */
export function composeFaults(repository: Repository): Faults {
  const text = repository.read('docker-compose.yml') ?? '';
  const { compose, faults } = readCompose(text);
  if (compose === null) return faults;
  const stages = readDockerfile(repository.read('Dockerfile') ?? '');
  const services = Object.entries(compose.services).map(([name, service]): Seen => {
    const image = inherited(stages, service.build?.target ?? '');
    const environment = { ...environmentOf(image), ...service.environment };
    return { compose, repository, name, service, image, environment };
  });
  const perService = [images, users, mounts, secrets, dependencies, ports, addresses, settings, paths, stopping];
  return [
    ...unsetVariables(text),
    ...declared(compose),
    ...secretFiles(compose, repository),
    ...overlappingPorts(compose),
    ...services.flatMap((seen) => perService.flatMap((check) => check(seen).map((fault) => `${seen.name}: ${fault}`))),
  ];
}

/** `$$` is a dollar; a single one is a variable of the shell that starts compose, of which there is none. */
function unsetVariables(text: string): Faults {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .filter((line) => /\$/.test(line.replaceAll('$$', '')))
    .map((line) => `${line.trim()}: the variable is set nowhere`);
}

/** Names at the bottom of the file and names in services are the same. */
function declared({ services, networks, volumes, secrets }: Compose): Faults {
  const all = Object.values(services);
  const kinds = [
    ['network', Object.keys(networks), all.flatMap((service) => service.networks)],
    [
      'volume',
      Object.keys(volumes),
      all.flatMap(({ volumes: of }) => of.filter((one) => !one.isBind).map((one) => one.source)),
    ],
    ['secret', Object.keys(secrets), all.flatMap((service) => service.secrets)],
  ] as const;
  return kinds.flatMap(([kind, there, used]) => [
    ...used.filter((name) => !there.includes(name)).map((name) => `${kind} ${name} is not declared`),
    ...there.filter((name) => !used.includes(name)).map((name) => `${kind} ${name} is used by nobody`),
  ]);
}

function secretFiles({ secrets: all }: Compose, { isIgnored, read }: Repository): Faults {
  const readme = read('deploy/secrets/README.md') ?? '';
  return Object.entries(all).flatMap(([name, { file }]) => [
    ...(isIgnored(relative(file)) ? [] : [`secret ${name}: ${file} is not ignored by git`]),
    ...(readme.includes(`\`${name}\``) && file === `./deploy/secrets/${name}`
      ? []
      : [`secret ${name}: deploy/secrets/README.md does not tell how to make ${file}`]),
  ]);
}

function images({ service, image, repository }: Seen): Faults {
  if (service.build === undefined)
    return /^[\w./-]+:\d+\.\d+(\.\d+)*$/.test(service.image)
      ? []
      : [`image ${service.image} is not pinned to a version`];
  const { context, dockerfile } = service.build;
  return [
    ...(context === '.' && repository.read(dockerfile) !== null ? [] : [`${context}/${dockerfile} is not there`]),
    ...(image.length > 0 ? [] : [`the Dockerfile has no stage ${service.build.target}`]),
    ...(service.image.endsWith(`:${repository.version}`)
      ? []
      : [`image ${service.image} is not ${repository.version}`]),
  ];
}

/** Ours say who they run as, both here and in the image, and write nowhere but to volumes and /tmp. */
function users({ service, image }: Seen): Faults {
  const isRoot = service.user?.startsWith('0:') ?? false;
  if (service.build === undefined) return isRoot ? ['runs as root'] : [];
  const [user] = argumentsOf(image, 'USER').slice(-1);
  return [
    ...(!isRoot && service.user !== undefined && service.user === user ? [] : ['runs as another user than its image']),
    ...(service.read_only === true ? [] : ['has a root file system that can be written']),
  ];
}

function mounts({ service, repository }: Seen): Faults {
  const { read, isFolder, isIgnored } = repository;
  const help = read('deploy/README.md') ?? '';
  return service.volumes
    .filter(({ isBind }) => isBind)
    .flatMap(({ source, readOnly }) => {
      const path = relative(source);
      const isMade = isIgnored(path) && (help.includes(`\`${path}/\``) || path.startsWith('deploy/secrets/'));
      const isThere = read(path) !== null || isFolder(path);
      return [
        ...(isMade || (isThere && !isIgnored(path))
          ? []
          : [`${source} is not there, and no README tells how to make it`]),
        ...(readOnly ? [] : [`${source} is mounted for writing`]),
      ];
    });
}

function secrets(seen: Seen): Faults {
  const texts = textsOf(seen).join('\n');
  const named = [...new Set([...texts.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, name]) => name ?? ''))];
  const granted = seen.service.secrets;
  const inline = Object.keys(seen.environment).filter(
    (name) => /PASSWORD|SECRET|TOKEN|KEY/.test(name) && !/_(FILE|DIR)$/.test(name),
  );
  return [
    ...named.filter((name) => !granted.includes(name)).map((name) => `reads secret ${name}, which it is not granted`),
    ...granted.filter((name) => !named.includes(name)).map((name) => `is granted secret ${name} and never reads it`),
    ...inline.map((name) => `${name}: a secret comes from a file`),
    ...(/<password(_\w+)?>[^<]|^\s*password: (?!\$__file\{)/m.test(texts) ? ['a mounted file holds a password'] : []),
    ...[...texts.matchAll(/from_env="(\w+)"/g)]
      .filter(
        ([, name = '']) =>
          !seen.service.entrypoint.some((part) => new RegExp(`^\\s*export .*\\b${name}\\b`, 'm').test(part)),
      )
      .map(([, name = '']) => `${name}: the entry point does not export it`),
  ];
}

function dependencies({ compose, service }: Seen): Faults {
  return Object.entries(service.depends_on).flatMap(([name, { condition }]) => {
    const on = compose.services[name];
    if (on === undefined) return [`waits for ${name}, which is no service`];
    const isChecked = on.healthcheck !== undefined && 'test' in on.healthcheck;
    if (condition === 'service_healthy' && !isChecked) return [`waits for ${name} to be healthy, which nobody checks`];
    if (condition === 'service_completed_successfully' && on.restart !== 'no')
      return [`waits for ${name}, which never ends`];
    return [];
  });
}

function settings({ service, repository }: Seen): Faults {
  if (service.build === undefined) return [];
  return Object.keys(service.environment)
    .filter((name) => !repository.settings.has(name))
    .map((name) => `config.ts knows no ${name}`);
}

/** A path in the environment of our own image lies where something is mounted, or where the image has a folder. */
function paths({ service, environment, image, name }: Seen): Faults {
  if (service.build === undefined) return [];
  const folders = argumentsOf(image, 'RUN').flatMap(
    (command) => /install -d [^&]*/.exec(command)?.[0].split(/\s+/) ?? [],
  );
  const targets = service.volumes.map(({ target }) => target);
  const known = [...targets, ...folders, '/tmp', '/run/secrets'];
  const needed = service.command.length === 0 ? ['ETALON_CACHE'] : ['ETALON_CONFIG', 'ETALON_DATA'];
  const writes = service.command.length === 0 ? 'ETALON_CACHE' : 'ETALON_DATA';
  const needsModels = 'models' in service.depends_on ? ['ETALON_CACHE'] : [];
  return [
    ...Object.entries(environment)
      .filter(
        ([variable, value]) => variable.startsWith('ETALON_') && value.startsWith('/') && variable !== 'ETALON_CONFIG',
      )
      .filter(([, value]) => !known.some((path) => value === path || value.startsWith(`${path}/`)))
      .map(([variable, value]) => `${variable}: nothing is at ${value}`),
    ...[...needed, ...needsModels]
      .filter((variable) => !targets.includes(environment[variable] ?? ''))
      .map((variable) => `${variable}: nothing is mounted at ${environment[variable] ?? '?'}`),
    ...service.volumes
      .filter(({ target, readOnly }) => target === environment[writes] && readOnly)
      .map(({ target }) => `${name} cannot write to ${target}`),
  ];
}

/** The engine kills after the grace period; Etalon must have given back its work by then. */
function stopping({ service, environment }: Seen): Faults {
  const stopSeconds = Number(environment['ETALON_STOP_SECONDS'] ?? 0);
  const isShort =
    service.command.includes('--roles') && !(stopSeconds > 0 && stopSeconds < (service.stop_grace_period ?? 10));
  return isShort ? ['is killed before it has stopped by itself'] : [];
}
