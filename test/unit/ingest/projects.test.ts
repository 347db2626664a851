import { describe, expect, it } from 'vitest';
import { parseProjects } from '../../../ingest/projects.ts';
import { readRecordingName } from '../../../ingest/recordings/recording-name.ts';
import { shop } from '../../harness/shop.ts';

describe('projects.yaml', () => {
  it('needs only id, name, time zone and languages', () => {
    const text = 'projects: [{ id: shop, name: Shop, timeZone: Europe/Warsaw, languages: [pl] }]';
    const parsed = parseProjects(text, 'projects.yaml');
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          id: 'shop',
          name: 'Shop',
          timeZone: 'Europe/Warsaw',
          languages: ['pl'],
          country: '',
          serviceLevel: { variant: 'offered', targetPercent: 80, thresholdSeconds: 20, shortAbandonSeconds: 5 },
          targetCallSeconds: 30,
          qualityTarget: 80,
          acwReasons: [],
          acwWithinSeconds: 10,
          queues: {},
          workingHours: [],
          vendor: '',
          site: '',
          vocabulary: {},
          recordings: {
            namePatterns: [],
            operatorChannel: { inbound: 1, outbound: 0, internal: 0 },
            expected: true,
            withoutHeader: null,
          },
          scorecards: [],
          imports: [],
          asterisk: { trunks: [], inboundContexts: [] },
        },
      ],
    });
  });

  it('names all its faults at once, each with line and field', () => {
    const text = [
      'projects:',
      '  - id: shop',
      '    name: Shop',
      '    timeZone: Europe/Atlantis',
      '    langages: [bg]',
      '    serviceLevel:',
      '      variant: best',
      '      treshold: 5',
      '    recordings:',
      '      namePatterns: ["(unclosed", "(?<callId>.+)"]',
      '  - id: shop',
      '    name: Twin',
      '    timeZone: Europe/Sofia',
      '    languages: [bg, fr]',
      '    country: XX',
    ].join('\n');
    const parsed = parseProjects(text, 'projects.yaml');
    const faults = parsed.ok ? [] : parsed.faults;
    expect(faults.map((fault) => fault.split(': ').slice(0, 2).join(': '))).toEqual([
      'projects.yaml:2: projects.0.languages',
      'projects.yaml:4: projects.0.timeZone',
      'projects.yaml:5: projects.0.langages',
      'projects.yaml:7: projects.0.serviceLevel.variant',
      'projects.yaml:8: projects.0.serviceLevel.treshold',
      'projects.yaml:10: projects.0.recordings.namePatterns.0',
      'projects.yaml:11: projects.1.id',
      'projects.yaml:14: projects.1.languages.1',
      'projects.yaml:15: projects.1.country',
    ]);
    expect(faults[0]).toContain('is missing');
    expect(faults[2]).toContain('did you mean "languages"?');
  });

  it('refuses two projects of one id', () => {
    const one = '{ id: shop, name: Shop, timeZone: Europe/Sofia, languages: [bg] }';
    const parsed = parseProjects(`projects:\n  - ${one}\n  - ${one}\n`, 'p.yaml');
    expect(parsed).toEqual({ ok: false, faults: ['p.yaml:3: projects.1.id: "shop" is the id of another project too'] });
  });

  const SHOP_WITH = (fields: string): string =>
    `projects:\n  - { id: shop, name: Shop, timeZone: Europe/Sofia, languages: [bg], ${fields} }\n`;

  it.each([
    ['serviceLevel: { targetPercent: 0.8 }', 'serviceLevel.targetPercent: expected percent, 1–100 (80 is 80 %)'],
    ['queues: { sales: { wrapUpSeconds: -5 } }', 'queues.sales.wrapUpSeconds: Too small: expected number to be >=0'],
    [
      'queues: { sales: { wrapUpSeconds: ten } }',
      'queues.sales.wrapUpSeconds: Invalid input: expected number, received string',
    ],
    ['queues: { sales: {} }', 'queues.sales.wrapUpSeconds: is missing (expected number)'],
    [
      'queues: { sales: { wrapUpSeconds: 10, wrapSeconds: 10 } }',
      'queues.sales.wrapSeconds: is not a known key; did you mean "wrapUpSeconds"?',
    ],
    ['qualityTarget: 101', 'qualityTarget: expected percent, 1–100 (80 is 80 %)'],
    [
      'recordings: { operatorChannel: { inbound: left } }',
      'recordings.operatorChannel.inbound: expected 0 (left) or 1 (right)',
    ],
    [
      'recordings: { withoutHeader: { codec: ulaw } }',
      'recordings.withoutHeader.codec: expected mulaw, alaw, gsm, g722 or slin',
    ],
    [
      'recordings: { withoutHeader: { codec: slin, sampleRate: 16 } }',
      'recordings.withoutHeader.sampleRate: expected samples a second, 4000–192000',
    ],
    [
      'recordings: { withoutHeader: { codec: gsm, sampleRate: 16000 } }',
      'recordings.withoutHeader.sampleRate: gsm has 8000: leave it out',
    ],
    [
      'recordings: { withoutHeader: { codec: g722, channels: 2 } }',
      'recordings.withoutHeader.channels: g722 holds one channel: leave it out',
    ],
    [
      'scorecards: [{ scorecard: a }, { scorecard: b }, { scorecard: a, directions: [outbound, internal, inbound] }]',
      'scorecards.2: is the same rule as scorecards.0',
    ],
  ])('says of %s what was expected', (fields, fault) => {
    expect(parseProjects(SHOP_WITH(fields), 'p.yaml')).toEqual({
      ok: false,
      faults: [`p.yaml:2: projects.0.${fault}`],
    });
  });

  it.each([
    ['{ codec: mulaw }', { codec: 'mulaw', sampleRate: 8_000, channels: 1 }],
    ['{ codec: alaw, channels: 2 }', { codec: 'alaw', sampleRate: 8_000, channels: 2 }],
    ['{ codec: slin, sampleRate: 16000 }', { codec: 'slin', sampleRate: 16_000, channels: 1 }],
    ['{ codec: g722 }', { codec: 'g722', sampleRate: 16_000, channels: 1 }],
    ['{ codec: gsm }', { codec: 'gsm', sampleRate: 8_000, channels: 1 }],
  ])('says what recordings without a header are: %s', (rule, withoutHeader) => {
    const parsed = parseProjects(SHOP_WITH(`recordings: { withoutHeader: ${rule} }`), 'p.yaml');
    expect(parsed).toMatchObject({ ok: true, value: [{ recordings: { withoutHeader } }] });
  });

  it('says how long the wrap-up of a queue is', () => {
    const parsed = parseProjects(SHOP_WITH('queues: { sales: { wrapUpSeconds: 15 } }'), 'p.yaml');
    expect(parsed).toMatchObject({ ok: true, value: [{ queues: { sales: { wrapUpSeconds: 15 } } }] });
  });

  it('may name one scorecard in rules for different calls', () => {
    const rules = 'scorecards: [{ scorecard: a, queues: [sales] }, { scorecard: a, queues: [support] }]';
    expect(parseProjects(SHOP_WITH(rules), 'p.yaml').ok).toBe(true);
  });

  it('names a repeated scorecard rule beside faults of another kind', () => {
    const text = SHOP_WITH('vendor: 5, scorecards: [{ scorecard: a }, { scorecard: a }, { scorecard: 7 }]');
    const parsed = parseProjects(text, 'p.yaml');
    const faults = parsed.ok ? [] : parsed.faults.map((fault) => fault.split(': ')[1]);
    expect(faults.toSorted()).toEqual([
      'projects.0.scorecards.1',
      'projects.0.scorecards.2.scorecard',
      'projects.0.vendor',
    ]);
  });

  it.each(['', '# only a remark\n', '---\n'])('that holds nothing (%j) says so', (text) => {
    expect(parseProjects(text, 'p.yaml')).toEqual({ ok: false, faults: ['p.yaml:1: the file is empty'] });
  });

  it.each(['name: Baltic: Bikes', '- { name: Baltic: Bikes }'])('tells that %j lacks quotes', (text) => {
    const parsed = parseProjects(text, 'p.yaml');
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      expect.stringMatching(/^p\.yaml:1: .*text with a colon in it must stand in quotes/),
    ]);
  });

  it('says where its YAML is broken', () => {
    const parsed = parseProjects('projects:\n  - id: shop\n   name: [', 'p.yaml');
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.slice(0, 9))).toContain('p.yaml:3:');
    const twice = parseProjects('projects: []\nprojects: []\n', 'p.yaml');
    expect(twice.ok ? [] : twice.faults).toEqual(['p.yaml:2: Map keys must be unique']);
  });

  it('whose aliases multiply without end, is a fault and not a crash', () => {
    const letters = 'a b c d e f g h i'.split(' ');
    const bomb = letters.map((name, index) => {
      const before = letters[index - 1];
      return `${name}: &${name} [${Array(9)
        .fill(before === undefined ? 'x' : `*${before}`)
        .join(', ')}]`;
    });
    expect(parseProjects(bomb.join('\n'), 'p.yaml').ok).toBe(false);
  });
});

describe('a recording name', () => {
  const project = shop(
    "    recordings: { namePatterns: ['^in-(?<operator>[^-]+)-(?<startedAt>[0-9]{8}-[0-9]{6})-(?<callId>.+)$', '^(?<callId>[0-9.]+)$'] }\n",
  );

  it('tells the call, the operator and the start on the project clock', () => {
    expect(readRecordingName('in-A-20260302-090000-1772434800.7', project)).toEqual({
      callId: '1772434800.7',
      operator: 'A',
      direction: null,
      startedAt: Date.UTC(2026, 2, 2, 7),
      doubtful: false,
    });
  });

  it('is read by the first pattern that fits, and tells nothing when none does', () => {
    expect(readRecordingName('1772434800.7', project)).toMatchObject({ callId: '1772434800.7', startedAt: null });
    expect(readRecordingName('holiday', project)).toBeNull();
    expect(readRecordingName('in-A-20260230-090000-7', project)?.startedAt).toBeNull();
  });
});
