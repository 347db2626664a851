import type { JSX } from 'preact';
import type { ScorecardOpened, ScorecardShown } from '../../contract/scorecards.ts';
import { useAnswer } from '../answer.ts';
import { number, percent } from '../formats.ts';
import { HelpTip } from '../parts/help-tip.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Shown } from '../parts/shown.tsx';
import { useParam } from '../route.ts';
import { viewer } from '../session.ts';
import { LANGUAGE_NAMES, say, titleOf } from '../words.ts';
import { Criterion } from './criterion.tsx';
import './scorecards.css';

type Section = ScorecardShown['sections'][number];

/** One scorecard as a document: what is asked, what it is worth, and how each answer is found. */
export default function ScorecardPage(): JSX.Element {
  const scorecardId = useParam('scorecardId');
  const opened = useAnswer('scorecard', { params: { scorecardId } });
  const titles = opened.answer?.scorecard.titles ?? {};
  return (
    <>
      <PageHead
        title={titleOf(titles, scorecardId)}
        lead={say('scorecards:documentLead')}
        back={{ href: '/scorecards', text: say('scorecards:title') }}
      />
      <Shown of={opened}>{(answer) => <Document opened={answer} />}</Shown>
    </>
  );
}

function Document({ opened }: { readonly opened: ScorecardOpened }): JSX.Element {
  const { scorecard } = opened;
  return (
    <div class="scorecard-document">
      <div class="stack wide">
        {scorecard.sections.map((section) => (
          <SectionOf key={section.sectionId} section={section} opened={opened} />
        ))}
        <details class="yaml">
          <summary>{say('scorecards:file')}</summary>
          <pre tabIndex={0} aria-label={say('scorecards:file')}>
            {opened.yaml}
          </pre>
        </details>
      </div>
      <aside class="stack" aria-label={say('scorecards:about')}>
        <Facts opened={opened} />
        <nav aria-label={say('scorecards:sections')}>
          <ul role="list" class="contents">
            {scorecard.sections.map(({ sectionId, titles, criteria }) => (
              <li key={sectionId}>
                <a href={`#${sectionId}`}>{titleOf(titles, sectionId)}</a>
                <span class="soft numbers">{number(criteria.length)}</span>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
    </div>
  );
}

function SectionOf({ section, opened }: { readonly section: Section; readonly opened: ScorecardOpened }): JSX.Element {
  const weight = section.criteria.reduce((sum, one) => sum + (one.worth === 'weight' ? one.weight : 0), 0);
  return (
    <section aria-labelledby={section.sectionId}>
      <header class="section-head">
        <h2 id={section.sectionId} tabIndex={-1}>
          {titleOf(section.titles, section.sectionId)}
        </h2>
        <span class="soft numbers">{say('scorecards:sectionWeight', { weight: number(weight) })}</span>
      </header>
      {section.criteria.map((criterion) => (
        <Criterion key={criterion.criterionId} criterion={criterion} opened={opened} />
      ))}
    </section>
  );
}

function Facts({ opened }: { readonly opened: ScorecardOpened }): JSX.Element {
  const { version, hash, languages, coverageFloor, sections } = opened.scorecard;
  const names = new Map(viewer()?.projects.map(({ id, name }) => [id, name]));
  const facts: readonly (readonly [string, string])[] = [
    ['version', `${String(version)} (${hash.slice(0, 8)})`],
    ['criteria', number(sections.flatMap(({ criteria }) => criteria).length)],
    ['floor', percent(coverageFloor)],
    ['languages', languages.map((one) => LANGUAGE_NAMES[one]).join(', ')],
    ['projects', opened.projects.map((id) => names.get(id) ?? id).join(' · ')],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>
            {say(`scorecards:${name}`)}
            {name === 'floor' && <HelpTip term={say('scorecards:floor')}>{say('scorecards:floorHelp')}</HelpTip>}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
