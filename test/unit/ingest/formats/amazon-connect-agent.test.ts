import { describe, expect, it } from 'vitest';
import { amazonAgentMessages } from '../../../../ingest/formats/amazon-connect-agent.ts';
import { amazonMessages } from '../../../../ingest/formats/amazon-connect-contact.ts';
import { parseMessage } from '../../../../ingest/message.ts';
import { takenMessages } from '../../../../ingest/taken-messages.ts';
import { LOOKUP, NOW, SECRET, SHOP } from '../../../harness/shop.ts';

const ARN = 'arn:aws:connect:eu-central-1:000000000000:instance/shop/agent/agent-a';
const EIGHT = '2026-03-02T08:00:00.000Z';
const NINE = '2026-03-02T09:00:00.000Z';
const TEN = '2026-03-02T10:00:00.000Z';

type Values = Readonly<Record<string, unknown>>;

function snapshot(Name: string, StartTimestamp: string, Type?: string): Values {
  return {
    AgentStatus: { ARN: `${ARN}/state`, Name, StartTimestamp, Type },
    Configuration: { Username: 'A', FirstName: 'Anna', LastName: 'Primerova' },
    Contacts: [],
  };
}

function event(EventType: string, now: Values | null, before: Values | null = null, EventTimestamp = TEN): Values {
  return {
    AgentARN: ARN,
    EventId: `event-${EventTimestamp}`,
    EventType,
    EventTimestamp,
    CurrentAgentSnapshot: now,
    PreviousAgentSnapshot: before,
    Version: '2017-10-01',
  };
}

/** What is stored of agent events: the operator events of their messages, which must be valid. */
function stored(...events: readonly unknown[]) {
  const messages = events.flatMap((json) => {
    const translated = amazonMessages(json, 'calls.operator-states/0/1');
    if (!translated.ok) throw new Error(JSON.stringify(translated.reason));
    return translated.messages.map((message) => {
      const parsed = parseMessage(message, { project: SHOP, file: 'calls.operator-states/0/1', now: NOW });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.reason));
      return parsed.message;
    });
  });
  return takenMessages(messages, { project: SHOP, secret: SECRET, receivedAt: NOW, lookup: LOOKUP }).operatorEvents;
}

const said = (...events: readonly unknown[]): unknown =>
  stored(...events).map(({ event: state, at, reason }) => [state, new Date(at).toISOString(), reason]);

describe('an agent event', () => {
  it('of a log-in or log-out says so, at its own moment', () => {
    expect(said(event('LOGIN', snapshot('Offline', EIGHT), null, NINE))).toEqual([['login', NINE, '']]);
    expect(said(event('LOGOUT', snapshot('Offline', NINE), null, TEN))).toEqual([['logout', TEN, '']]);
  });

  it('of an available agent ends a pause, of any other status begins one for that reason', () => {
    expect(said(event('STATE_CHANGE', snapshot('Available', NINE), snapshot('Lunch', EIGHT)))).toEqual([
      ['unpause', NINE, ''],
    ]);
    expect(said(event('STATE_CHANGE', snapshot('Lunch', NINE), snapshot('Available', EIGHT)))).toEqual([
      ['pause', NINE, 'Lunch'],
    ]);
  });

  it('of an agent who goes offline is a log-out, and of one who comes back a log-in', () => {
    expect(said(event('STATE_CHANGE', snapshot('Offline', NINE), snapshot('Available', EIGHT)))).toEqual([
      ['logout', NINE, ''],
    ]);
    expect(said(event('STATE_CHANGE', snapshot('Lunch', TEN), snapshot('Offline', NINE)))).toEqual([
      ['login', TEN, ''],
      ['pause', TEN, 'Lunch'],
    ]);
  });

  it('is read by the type of a status, where it is told, and not by its name', () => {
    expect(said(event('STATE_CHANGE', snapshot('Disponible', NINE, 'ROUTABLE')))).toEqual([['unpause', NINE, '']]);
    expect(said(event('STATE_CHANGE', snapshot('Home', NINE, 'OFFLINE')))).toEqual([['logout', NINE, '']]);
    expect(said(event('STATE_CHANGE', snapshot('Available', NINE, 'CUSTOM')))).toEqual([['pause', NINE, 'Available']]);
  });

  it('knows the operator by user name, else by ARN', () => {
    const [named] = stored(event('STATE_CHANGE', snapshot('Available', NINE)));
    const nameless = { ...snapshot('Available', NINE), Configuration: null };
    const [unnamed] = stored(event('STATE_CHANGE', nameless));
    expect([named?.operatorId, unnamed?.operatorAlias]).toEqual(['op-a', ARN]);
    expect(JSON.stringify(stored(event('LOGIN', snapshot('Lunch', NINE))))).not.toContain('Primerova');
  });

  it('without a status says nothing', () => {
    expect(said(event('STATE_CHANGE', null))).toEqual([]);
  });
});

describe('a heart beat', () => {
  const before = snapshot('Offline', EIGHT);
  const change = event('STATE_CHANGE', snapshot('Available', NINE), before, NINE);
  const beat = event('HEART_BEAT', snapshot('Available', NINE), before, TEN);

  it('says once more what the change of status said, as the same events', () => {
    expect(stored(beat)).toEqual(stored(change));
  });

  it('makes up for a change that was lost', () => {
    expect(said(beat)).toEqual([
      ['login', NINE, ''],
      ['unpause', NINE, ''],
    ]);
  });

  it('of the same status begun anew is another event', () => {
    const [first] = stored(event('HEART_BEAT', snapshot('Lunch', NINE)));
    const [again] = stored(event('HEART_BEAT', snapshot('Lunch', TEN)));
    expect(first?.eventId).not.toBe(again?.eventId);
  });
});

describe('what is no agent event', () => {
  it.each([
    ['EventType', event('VACATION', snapshot('Available', NINE))],
    ['EventTimestamp', { AgentARN: ARN, EventType: 'LOGIN' }],
    ['CurrentAgentSnapshot.AgentStatus.StartTimestamp', event('HEART_BEAT', { AgentStatus: { Name: 'Available' } })],
  ])('is refused with the field %s', (field, json) => {
    expect(amazonAgentMessages(json, 'calls.operator-states/0/1')).toMatchObject({
      ok: false,
      reason: { code: 'FORMAT_MISMATCH', params: { format: 'amazon-connect', field } },
    });
  });
});
