import { readFileSync } from 'node:fs';
import { describe as group, expect, it } from 'vitest';
import { describe, ERRORS, EtalonError, reasonOf } from '../../errors.ts';
import { errorsPage } from '../harness/errors-page.ts';
import { productFiles } from '../harness/imports.ts';

group('the closed list of errors', () => {
  it('docs/errors.md says the same as the code', () => {
    expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorsPage());
  });

  it('holds no code that nothing uses', () => {
    const text = productFiles()
      .filter((file) => file !== 'errors.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(Object.keys(ERRORS).filter((code) => code !== 'UNEXPECTED' && !text.includes(`'${code}'`))).toEqual([]);
  });

  it('fills the parameters in and marks the ones that are missing', () => {
    expect(describe({ code: 'CALL_NOT_FOUND', params: { callId: 'c1' } })).toBe('There is no call c1.');
    expect(describe({ code: 'CALL_NOT_FOUND', params: {} })).toBe('There is no call ?.');
  });

  it('takes a fault that is not ours for UNEXPECTED and says what it was', () => {
    expect(reasonOf(new TypeError('x is not a function'))).toEqual({
      code: 'UNEXPECTED',
      params: { what: 'TypeError: x is not a function' },
    });
  });

  it('gives back code and parameters of a fault that is ours', () => {
    const error = new EtalonError('CALL_NOT_FOUND', { callId: 'c1' });
    expect(reasonOf(error)).toEqual({ code: 'CALL_NOT_FOUND', params: { callId: 'c1' } });
    expect(error.retriable).toBe(false);
  });
});
