import type { JSX } from 'preact';
import { criterionTitleOf } from '../call/scorecard.tsx';
import { moment } from '../formats.ts';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import '../parts/table.css';
import { Verdict } from '../parts/verdict.tsx';
import { say } from '../words.ts';
import type { TwoDrafts } from './draft-keeper.ts';
import { entryOf, givenOf, isSame, sheetOf, type Entry, type Sheet } from './sheet.ts';
import type { Desk } from './use-judging.ts';

/** Two drafts of one scorecard, where they differ, and the choice between them. */
export function TwoDraftsNotice({ two, desk }: { readonly two: TwoDrafts; readonly desk: Desk }): JSX.Element {
  const { mine, mineMs, other } = two;
  const theirs = sheetOf(other);
  const zone = desk.task.opened.call.timeZone;
  const title = criterionTitleOf(desk.task.scorecard);
  const differing = desk.criteria
    .map(({ criterionId }) => criterionId)
    .filter((id) => !isSame(only(mine, id), only(theirs, id)));
  const at = (ms: number): string => moment(ms, zone);
  const heads = [
    { text: say('judging:two.mine'), at: at(mineMs), sheet: mine },
    {
      text: say('judging:two.other'),
      at: other.savedMs === null ? say('judging:two.empty') : at(other.savedMs),
      sheet: theirs,
    },
  ];
  return (
    <div class="stack">
      <Notice tone="unclear" title={say('judging:two.title')}>
        <p>{say('judging:two.why')}</p>
      </Notice>
      <div class="table-place">
        <table class="table two-drafts">
          <caption class="unseen">{say('judging:two.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('judging:two.criterion')}</th>
              {heads.map(({ text, at: when, sheet }) => (
                <th key={text} scope="col">
                  {text}
                  <br />
                  <span class="soft">
                    {when} · {say('judging:two.answers', { count: givenOf(sheet).answers.length })}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differing.map((id) => (
              <tr key={id}>
                <th scope="row">{title(id)}</th>
                {heads.map(({ text, sheet }) => (
                  <td key={text} data-head={text}>
                    <Put entry={entryOf(sheet, id)} />
                  </td>
                ))}
              </tr>
            ))}
            {mine.comment !== theirs.comment && (
              <tr>
                <th scope="row">{say('judging:comment.all')}</th>
                {heads.map(({ text, sheet }) => (
                  <td key={text} data-head={text}>
                    {sheet.comment || '–'}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <div class="row">
        <Button kind="primary" onClick={desk.keeper.keepMine}>
          {say('judging:two.keep')}
        </Button>
        <Button onClick={desk.keeper.takeOther}>{say('judging:two.take')}</Button>
      </div>
    </div>
  );
}

function only(sheet: Sheet, criterionId: string): Sheet {
  return { entries: { [criterionId]: entryOf(sheet, criterionId) }, comment: '' };
}

function Put({ entry: { verdict, comment, evidence } }: { readonly entry: Entry }): JSX.Element {
  return (
    <span class="stack tight">
      {verdict === null ? <span class="soft">–</span> : <Verdict verdict={verdict} />}
      {evidence.length > 0 && <span class="soft">{say('judging:two.evidence', { count: evidence.length })}</span>}
      {comment !== '' && <span>{comment}</span>}
    </span>
  );
}
