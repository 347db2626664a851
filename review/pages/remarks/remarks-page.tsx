import type { JSX } from 'preact';
import type { Remark } from '../../contract/remarks.ts';
import { useAnswer } from '../answer.ts';
import { Choice } from '../parts/select.tsx';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useAddress } from '../route.ts';
import { may } from '../session.ts';
import { say } from '../words.ts';
import { RemarkCard } from './remark-card.tsx';
import './remarks.css';

type State = 'open' | 'answered';

/** Remarks on how calls were judged: supervisors answer those of their teams, operators read what became of theirs. */
export default function RemarksPage(): JSX.Element {
  const { query, change } = useAddress();
  const state: State = query['state'] === 'answered' ? 'answered' : 'open';
  const remarks = useAnswer('remarks', { query: { state } });
  const answers = may('remark.answer');
  return (
    <div class="stack">
      <PageHead title={say('remarks:title')} lead={say(answers ? 'remarks:lead.answer' : 'remarks:lead.own')} />
      <Choice<State>
        label={say('remarks:state.label')}
        bare
        value={state}
        options={(['open', 'answered'] as const).map((value) => ({ value, text: say(`remarks:state.${value}`) }))}
        onChange={(value) => {
          change({ state: value === 'open' ? undefined : value });
        }}
      />
      <Shown of={remarks} skeleton={<Skeleton lines={4} height={90} />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing state={state} answers={answers} />
          ) : (
            <ul role="list" class="remark-cards">
              {rows.map((remark: Remark) => (
                <RemarkCard key={remark.remarkId} remark={remark} />
              ))}
            </ul>
          )
        }
      </Shown>
    </div>
  );
}

function Nothing({ state, answers }: { readonly state: State; readonly answers: boolean }): JSX.Element {
  return (
    <Empty title={say(`remarks:empty.${state}`)}>
      <p>{say(answers ? 'remarks:empty.answer' : 'remarks:empty.own')}</p>
      {!answers && (
        <p>
          <a href="/reviews">{say('remarks:empty.reviews')}</a>
        </p>
      )}
    </Empty>
  );
}
