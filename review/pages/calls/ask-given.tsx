import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Me } from '../../contract/me.ts';
import { Button } from '../parts/button.tsx';
import { Combo } from '../parts/combo.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Choice, Select } from '../parts/select.tsx';
import { say } from '../words.ts';
import type { Given } from './upload-list.ts';

/** What has to be known of dropped recordings before they are sent: whose project, which operator, which way. */
export function AskGiven({
  me,
  files,
  onClose,
  onGiven,
}: {
  readonly me: Me;
  readonly files: readonly File[];
  readonly onClose: () => void;
  readonly onGiven: (given: Given) => void;
}): JSX.Element {
  const given = useSignal<Given>({ project: me.projects[0]?.id ?? '', operator: '', direction: 'inbound' });
  const set = (changed: Partial<Given>): void => {
    given.value = { ...given.value, ...changed };
  };
  const { project, operator, direction } = given.value;
  const operators = me.projects.find(({ id }) => id === project)?.operators ?? [];
  return (
    <Dialog
      open={files.length > 0}
      title={say('calls:upload.title', { count: files.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('shell:cancel')}</Button>
          <Button
            kind="primary"
            onClick={() => {
              onGiven(given.value);
            }}
          >
            {say('calls:upload.send')}
          </Button>
        </>
      }
    >
      <ul class="files small">
        {files.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {me.projects.length > 1 && (
        <Select
          label={say('calls:filters.project')}
          value={project}
          options={me.projects.map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(chosen) => {
            set({ project: chosen, operator: '' });
          }}
        />
      )}
      <Combo
        label={say('calls:upload.operator')}
        none={say('calls:upload.unknown')}
        value={operator}
        options={operators.map(({ operatorId, name, team }) => ({
          value: operatorId,
          text: name || operatorId,
          note: team,
        }))}
        onChange={(chosen) => {
          set({ operator: chosen });
        }}
      />
      <Choice
        label={say('calls:upload.direction')}
        value={direction}
        options={['inbound', 'outbound'].map((value) => ({ value, text: say(`calls:direction.${value}`) }))}
        onChange={(chosen) => {
          set({ direction: chosen });
        }}
      />
      <p class="small soft">{say('calls:upload.kinds')}</p>
    </Dialog>
  );
}
