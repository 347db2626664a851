import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Language } from '../../../ingest/project.ts';
import { describeReason } from '../../../score/reasons.ts';
import type { CriterionShown, ScorecardOpened, Tried } from '../../contract/scorecards.ts';
import { useSending } from '../answer.ts';
import { ask } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Select } from '../parts/select.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { viewer } from '../session.ts';
import { language, LANGUAGE_NAMES, say } from '../words.ts';
import { piecesOf } from './pieces-of.ts';

type Result = { readonly tried: Tried; readonly sentence: string; readonly language: Language };

/** A sentence against one criterion: which of its words match, and what the answer would be. */
export function TryBox({
  criterion,
  opened,
}: {
  readonly criterion: CriterionShown;
  readonly opened: ScorecardOpened;
}): JSX.Element {
  const { scorecardId, languages } = opened.scorecard;
  const projects = viewer()?.projects.filter(({ id }) => opened.projects.includes(id)) ?? [];
  const [project, setProject] = useState(projects[0]?.id ?? '');
  const [spoken, setSpoken] = useState<Language>(
    languages.find((one) => one === language.value) ?? languages[0] ?? 'en',
  );
  const [sentence, setSentence] = useState('');
  const [result, setResult] = useState<Result | null>(null);
  const { busy, error, run } = useSending();
  const attempt = async (): Promise<void> => {
    const body = { project, criterionId: criterion.criterionId, language: spoken, sentence };
    const tried = await run(() => ask('scorecard.try', { params: { scorecardId }, body }));
    setResult(tried === null ? null : { tried, sentence, language: spoken });
  };
  return (
    <details class="try">
      <summary>{say('scorecards:try.title')}</summary>
      <form
        class="try-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (sentence.trim() !== '') void attempt();
        }}
      >
        {projects.length > 1 && (
          <Select
            label={say('scorecards:try.project')}
            value={project}
            options={projects.map(({ id, name }) => ({ value: id, text: name }))}
            onChange={setProject}
          />
        )}
        <Select
          label={say('scorecards:try.language')}
          value={spoken}
          options={languages.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))}
          onChange={setSpoken}
        />
        <Field
          label={say('scorecards:try.sentence')}
          value={sentence}
          lang={spoken}
          required
          maxLength={MAX_LENGTH}
          onInput={setSentence}
        />
        <Button type="submit" busy={busy}>
          {say('scorecards:try.act')}
        </Button>
      </form>
      <Refused error={error} />
      <div aria-live="polite">{result !== null && error === null && <Outcome result={result} />}</div>
    </details>
  );
}

/** The server takes no longer ones. */
const MAX_LENGTH = 500;

function Outcome({ result }: { readonly result: Result }): JSX.Element {
  const { tried, sentence } = result;
  const phrases = [...new Set(tried.matches.map(({ phrase }) => phrase))].filter((phrase) => phrase !== '');
  return (
    <div class="outcome">
      <p class="sentence" lang={result.language}>
        {piecesOf(sentence, tried.matches).map(({ from, text, phrases: met }) =>
          met.length === 0 ? text : <mark key={from}>{text}</mark>,
        )}
      </p>
      <p>
        <Verdict verdict={tried.verdict} /> <span class="soft">{describeReason(tried.reason, language.value)}</span>
      </p>
      {phrases.length > 0 && (
        <p class="small">
          {say('scorecards:try.met')}{' '}
          {phrases.map((phrase) => (
            <code key={phrase}>{phrase}</code>
          ))}
        </p>
      )}
      {tried.matches.length === 0 && <p class="small soft">{say('scorecards:try.nothing')}</p>}
      <p class="small soft">{say('scorecards:try.alone')}</p>
    </div>
  );
}
