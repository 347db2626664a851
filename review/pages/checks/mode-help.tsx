import type { JSX } from 'preact';
import '../calls/call-table.css';
import { HelpTip } from '../parts/help-tip.tsx';
import { say } from '../words.ts';

/** Why a call is checked with or without the machine's answers in sight. */
export function ModeHelp(): JSX.Element {
  return (
    <HelpTip term={say('checks:mode.label')}>
      <dl class="explained">
        {(['verify', 'blind'] as const).map((mode) => (
          <div key={mode}>
            <dt>{say(`checks:mode.${mode}`)}</dt>
            <dd>{say(`checks:modeHelp.${mode}`)}</dd>
          </div>
        ))}
      </dl>
    </HelpTip>
  );
}
