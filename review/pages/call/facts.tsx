import type { ComponentChildren, JSX } from 'preact';
import type { CallFacts } from '../../contract/call.ts';
import { duration, moment, NOTHING } from '../formats.ts';
import { Chip } from '../parts/chip.tsx';
import { Time } from '../parts/time.tsx';
import { hasWords, language, say } from '../words.ts';

/** What a call is called: its kind and when it began. */
export function callTitle({ direction, channel, startedMs, timeZone }: CallFacts): string {
  const kind = say(channel === 'voice' ? `calls:kind.${direction}` : `calls:channel.${channel}`);
  return say('call:head', { kind, at: moment(startedMs, timeZone) });
}

/** What is known of the call itself: one line, then queues and legs folded. */
export function Facts({ call }: { readonly call: CallFacts }): JSX.Element {
  return (
    <div class="stack tight">
      <dl class="facts">
        <Fact name={say('call:facts.project')}>{call.projectName}</Fact>
        <Fact name={say('call:facts.length')}>
          <span class="numbers">{duration(call.durationMs)}</span>
        </Fact>
        {call.queueEntries.length > 0 && (
          <Fact name={say('call:facts.queue')}>{call.queueEntries.map(({ queue }) => queue).join(', ')}</Fact>
        )}
        <Fact name={say('call:facts.disposition')}>{coded('calls:disposition', call.disposition)}</Fact>
        {call.hangupBy !== '' && <Fact name={say('call:facts.hangup')}>{coded('call:hangup', call.hangupBy)}</Fact>}
        {call.language !== '' && <Fact name={say('call:facts.language')}>{languageName(call.language)}</Fact>}
        {call.campaign !== '' && <Fact name={say('call:facts.campaign')}>{call.campaign}</Fact>}
      </dl>
      {call.marks.length > 0 && (
        <p class="row">
          {call.marks.map((mark) => (
            <Chip key={mark} tone="unclear" title={say(`calls:mark.${mark}.why`)}>
              {say(`calls:mark.${mark}.word`)}
            </Chip>
          ))}
        </p>
      )}
      <details class="fold">
        <summary>{say('call:facts.more')}</summary>
        <Journey call={call} />
        <dl class="facts">
          <Fact name={say('call:facts.id')}>
            <code>{call.callId}</code>
          </Fact>
          <Fact name={say('call:facts.sources')}>{call.sources.join(', ')}</Fact>
          <Fact name={say('call:facts.version')}>
            <code>{call.version}</code>
          </Fact>
        </dl>
      </details>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The customer's way through queues and operators. */
function Journey({ call }: { readonly call: CallFacts }): JSX.Element {
  const steps = [
    ...call.queueEntries.map((entry) => ({
      at: entry.enteredMs,
      what: say('call:facts.entered', { queue: entry.queue }),
      how: `${coded('call:queueOutcome', entry.outcome)}${entry.flowOut === null ? '' : ` (${coded('call:flowOut', entry.flowOut)})`}`,
      times: say('call:facts.waited', { wait: duration(entry.waitMs) }),
    })),
    ...call.legs.map((leg) => ({
      at: call.startedMs + leg.startMs,
      what: leg.name || leg.operatorId,
      how: coded('call:legOutcome', leg.outcome),
      times: say('call:facts.legTimes', {
        ring: duration(leg.ringMs),
        talk: duration(leg.talkMs),
        hold: duration(leg.holdMs),
        acw: duration(leg.acwMs),
      }),
    })),
  ].sort((a, b) => a.at - b.at);
  return (
    <ol role="list" class="journey">
      {steps.map(({ at, what, how, times }) => (
        <li key={`${String(at)} ${what}`}>
          <Time ms={at} zone={call.timeZone} form="clock-seconds" />
          <span>{what}</span>
          <span class="soft">{how}</span>
          <span class="soft numbers">{times}</span>
        </li>
      ))}
    </ol>
  );
}

/** A code in words; one that a newer server or a telephone system brings stands for itself. */
export function coded(area: string, code: string): string {
  if (code === '') return NOTHING;
  return hasWords(`${area}.${code}`) ? say(`${area}.${code}`) : code;
}

export function languageName(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
}
