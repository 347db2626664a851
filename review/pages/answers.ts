import type {
  AuditPage,
  CallCount,
  CallOpened,
  CallPage,
  CheckOpened,
  CheckRow,
  Checks,
  CheckSubmitted,
  Contacts,
  DraftSaved,
  LinkFor,
  Me,
  OneTimeLink,
  OpenedNumber,
  Overview,
  Peaks,
  People,
  Person,
  Remark,
  Remarks,
  ReviewOpened,
  ReviewResult,
  ReviewRow,
  Reviews,
  ScorecardOpened,
  Scorecards,
  Tried,
  Upload,
} from '../contract.ts';

/** What each route of rights.ts answers. Sound and files (`call.audio`, `calls.export`) are linked to, not asked for. */
export type Answers = {
  readonly 'session.open': Me;
  readonly 'session.close': null;
  readonly 'link.look': LinkFor;
  readonly 'link.use': Me;
  readonly me: Me;
  readonly 'me.change': Me;
  readonly overview: Overview;
  readonly number: OpenedNumber;
  readonly calls: CallPage;
  readonly 'calls.count': CallCount;
  readonly 'calls.export': never;
  readonly call: CallOpened;
  readonly 'call.contacts': Contacts;
  readonly 'call.audio': never;
  readonly 'call.peaks': Peaks;
  readonly 'uploads.add': Upload;
  readonly upload: Upload;
  readonly reviews: Reviews;
  readonly 'reviews.choose': ReviewRow;
  readonly review: ReviewOpened;
  readonly 'review.draft': DraftSaved;
  readonly 'review.submit': ReviewResult;
  readonly remarks: Remarks;
  readonly 'remarks.add': Remark;
  readonly 'remark.answer': Remark;
  readonly checks: Checks;
  readonly 'checks.choose': CheckRow;
  readonly check: CheckOpened;
  readonly 'check.draft': DraftSaved;
  readonly 'check.submit': CheckSubmitted;
  readonly scorecards: Scorecards;
  readonly scorecard: ScorecardOpened;
  readonly 'scorecard.try': Tried;
  readonly people: People;
  readonly 'people.add': Person;
  readonly 'person.change': Person;
  readonly 'person.link': OneTimeLink;
  readonly audit: AuditPage;
};
