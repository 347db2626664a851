import { expect, it } from 'vitest';
import { accountOfLogin, readAccounts } from '../../../store/app/accounts.ts';
import { addAssignment } from '../../../store/app/assignments.ts';
import { isAuditWhole, addAudit } from '../../../store/app/audit.ts';
import { CALLS, drawIsPast, NOW, openWorld, storeCalls, WHO } from '../../harness/review-world.ts';

it('probe', async () => {
  const world = await openWorld();
  const logged: unknown[] = [];
  (world.deps as any).log = { error: (f: unknown, s: string) => logged.push([s, f]) };
  await storeCalls(world.store);
  drawIsPast(world, WHO.operator);
  for (const [login, kind] of [[WHO.operator, 'review'], [WHO.supervisor, 'check']] as const)
    addAssignment(world.deps.db, { accountId: accountOfLogin(world.deps.db, login)?.accountId ?? '', kind, mode: 'blind', chosen: 'drawn', ...CALLS.own, callStartedMs: NOW, drawnMs: NOW });
  const out: string[] = [];
  const whole = () => isAuditWhole(world.deps.db);
  const go = async (who: string, method: string, path: string, body?: unknown, headers = {}) => {
    const before = logged.length;
    let r: Response;
    try { r = await world.ask(who, method, path, body, headers); } catch (e) { out.push(`${who} ${method} ${path.slice(0, 100)} THROWS ${String(e)}`); return; }
    const t = await r.text();
    out.push(`${who} ${method} ${path.slice(0, 100)} ${JSON.stringify(body ?? null).slice(0, 200)} -> ${r.status} ${t.slice(0, 160)} ${JSON.stringify(logged.slice(before)).slice(0, 400)} whole=${whole()}`);
  };
  const ids = ['%00', 'a%00b', '..', '%2e%2e', '%2e%2e%2f', 'a%2fb', '%ED%A0%80', '%', '%zz', 'x'.repeat(20000), '%F0%9F%98%80', 'of-anna%00', 'OF-ANNA', 'of-anna/', '%6ff-anna', 'of%2Danna', '*', '%25', "'", '%5C', '%5Cn%09'];
  for (const id of ids) {
    await go('anna', 'GET', `/api/calls/shop/${id}`);
    await go('anna', 'GET', `/api/calls/${id}/of-anna`);
    await go('anna', 'GET', `/api/calls/shop/of-anna/audio/${id}`);
    await go('sofia', 'GET', `/api/checks/shop/of-anna/${id}`);
    await go('sofia', 'POST', `/api/remarks/${id}/answer`, { text: 'x', decision: 'kept' });
    await go('sofia', 'GET', `/api/uploads/${id}`);
    await go('admin', 'PUT', `/api/people/${id}`, { login: 'qq', name: 'N', role: 'client', projects: [], teams: [], off: false });
    await go('', 'GET', `/api/links/${id}`);
    await go('anna', 'GET', `/api/scorecards/${id}`);
    await go('admin', 'GET', `/api/numbers/${id}`);
  }
  for (const m of ['HEAD', 'OPTIONS', 'PATCH', 'PUT', 'DELETE', 'POST', 'FOO']) await go('anna', m, '/api/calls');
  for (const p of ['/API/calls', '/api/calls/', '/api//calls', '/api/calls/shop/of-anna/', '/api/people/', '/api/../api/people', '/api/%70eople']) await go('anna', 'GET', p);
  for (const q of ['minScore=NaN', 'minScore=1e400', 'minScore=-1', 'minScore=%20', 'minScore[]=1', 'from=0000-01-01', 'from=9999-12-31', 'to=9999-12-31', 'from=2026-02-31', 'words=%00', 'words=%25', 'words=%5C', 'words=%ED%A0%80', 'operator=%00', 'queue=%00', 'failed=%00', 'sort=best&sort=worst', 'project=shop&project=bank', '__proto__=1', 'constructor=1'])
    for (const l of ['/api/calls', '/api/calls/count', '/api/calls.csv']) await go('anna', 'GET', `${l}?${q}`);
  for (const c of [[null, 1e300, '', ''], [1e300, 1, '', ''], [null, 1.5, '', ''], [null, -1e300, '', ''], [null, 1e17, '', ''], [null, 1, '\u0000', '\ud800'], [null, 9007199254740993, '', ''], [null, 1e21, '', '']])
    for (const s of ['newest', 'oldest', 'worst', 'longest'])
      await go('anna', 'GET', `/api/calls?sort=${s}&cursor=${Buffer.from(JSON.stringify(c)).toString('base64url')}`);
  await go('anna', 'GET', `/api/calls?sort=worst&cursor=${Buffer.from('[1e400,1,"",""]').toString('base64url')}`);
  for (const n of ['quality', 'aht', 'missed', 'service-level']) for (const q of ['from=9999-12-31', 'from=0000-01-01&to=9999-12-31', 'variant=%00', 'queue=%00', 'from=x', 'project=%00', 'to=2026-13-01', 'variant=constructor'])
    await go('admin', 'GET', `/api/numbers/${n}?project=shop&${q}`);
  for (const q of ['before=-1', 'before=1e400', 'before=x', 'before=0x10', 'before=9007199254740993', 'before=1.5']) await go('admin', 'GET', `/api/audit?${q}`);
  const surrogate = '\ud800';
  await go('anna', 'POST', '/api/reviews', { project: 'shop', callId: 'a\u0000b' });
  await go('anna', 'POST', '/api/reviews', { project: 'shop', callId: surrogate });
  await go('anna', 'POST', '/api/reviews', { project: surrogate, callId: 'x' });
  await go('anna', 'POST', '/api/remarks', { ...CALLS.own, criterionId: '', atMs: 1.5, text: 'x' });
  await go('boris', 'POST', '/api/remarks', { ...CALLS.team, criterionId: '', atMs: 1.5, text: 'x' });
  await go('boris', 'POST', '/api/remarks', { ...CALLS.team, criterionId: '', atMs: 1e300, text: 'x' });
  await go('boris', 'POST', '/api/remarks', { ...CALLS.team, criterionId: '', atMs: 1, text: surrogate });
  const ev = (startMs: number, endMs: number) => ({ utteranceId: '', recordingId: '', speaker: 'operator', quote: '', startMs, endMs });
  const save = (over: object, b = 0) => ({ basedOn: b, comment: '', answers: [{ criterionId: 'offer', verdict: 'yes', comment: '', evidence: [] }], ...over });
  await go('anna', 'PUT', '/api/reviews/shop/of-anna/draft', save({ comment: surrogate }));
  await go('anna', 'PUT', '/api/reviews/shop/of-anna/draft', save({ answers: [{ criterionId: 'nope', verdict: 'yes', comment: '', evidence: [] }] }, 1));
  await go('anna', 'PUT', '/api/reviews/shop/of-anna/draft', save({}, 2));
  await go('anna', 'POST', '/api/reviews/shop/of-anna/submit', save({ comment: surrogate + '\u0000' }, 3));
  await go('sofia', 'POST', '/api/checks/shop/of-anna/anna/submit', save({ answers: [{ criterionId: 'offer', verdict: 'yes', comment: '', evidence: [ev(1.5, 1e300)] }] }));
  out.push(JSON.stringify(world.deps.db.all('SELECT submissionId, loadedMs FROM submissions', { parse: (x: unknown) => x } as any)));
  await go('sofia', 'GET', '/api/checks/shop/of-anna/anna');
  await go('', 'POST', '/api/session', { login: 'a\u0000', password: surrogate });
  await go('admin', 'POST', '/api/people', { login: 'new\u0000x', name: surrogate, role: 'client', projects: [], teams: [surrogate], off: false });
  await go('admin', 'GET', '/api/people');
  await go('admin', 'GET', '/api/audit');
  console.log(out.filter((l) => process.env.ALL || /-> 500|THROWS|whole=false| -> 200/.test(l)).join('\n'));
  expect(readAccounts(world.deps.db).length).toBeGreaterThan(0);
}, 300_000);
