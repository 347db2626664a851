import type { JSX } from 'preact';
import { Field } from '../parts/field.tsx';
import { say, titleOf } from '../words.ts';
import { CriterionEntry } from './criterion-entry.tsx';
import type { Desk } from './use-judging.ts';

/** The scorecard to fill in, section by section, and a comment on the whole. */
export function CriteriaSheet({ desk }: { readonly desk: Desk }): JSX.Element {
  const { task, sheet } = desk;
  return (
    <div class="scorecard judged">
      {task.scorecard.sections.map(({ sectionId, titles, criteria }) => (
        <section key={sectionId} class="scorecard-section">
          <h2>{titleOf(titles, sectionId)}</h2>
          <ul role="list">
            {criteria.map((criterion) => (
              <CriterionEntry key={criterion.criterionId} criterion={criterion} desk={desk} />
            ))}
          </ul>
        </section>
      ))}
      <Field
        label={say('judging:comment.all')}
        lines={3}
        value={sheet.value.comment}
        onInput={desk.commentOnAll}
        maxLength={5000}
      />
    </div>
  );
}
