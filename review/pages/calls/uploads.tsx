import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Me } from '../../contract/me.ts';
import { Button } from '../parts/button.tsx';
import { say } from '../words.ts';
import { AskGiven } from './ask-given.tsx';
import { addRecordings } from './upload-list.ts';
import './uploads.css';

const AUDIO = 'audio/*,.wav,.mp3,.ogg,.opus,.m4a,.aac,.flac,.gsm,.amr,.wma,.webm';

/** A button, and the whole page as a place to drop recordings on. What becomes of them: on-their-way.tsx. */
export function Uploads({ me }: { readonly me: Me }): JSX.Element {
  const files = useSignal<readonly File[]>([]);
  const over = useDrop((dropped) => (files.value = dropped));
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>{say('calls:upload.add')}</Button>
      <input
        ref={input}
        class="unseen"
        type="file"
        accept={AUDIO}
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          files.value = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
        }}
      />
      {over && (
        <div class="drop-place" aria-hidden="true">
          <p>{say('calls:upload.drop')}</p>
        </div>
      )}
      <AskGiven
        me={me}
        files={files.value}
        onClose={() => (files.value = [])}
        onGiven={(given) => {
          addRecordings(files.value, given);
          files.value = [];
        }}
      />
    </>
  );
}

/** Whether files are held over the window; what is dropped goes to `take`. */
function useDrop(take: (files: readonly File[]) => void): boolean {
  const over = useSignal(false);
  useEffect(() => {
    // Each element that is entered is left later; only as many of both means that the window is left.
    let entered = 0;
    const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent): void => {
      if (!isFiles(event)) return;
      entered += 1;
      over.value = true;
    };
    const onLeave = (event: DragEvent): void => {
      if (!isFiles(event)) return;
      entered -= 1;
      over.value = entered > 0;
    };
    // Without this the browser opens what is dropped and leaves the page.
    const onOver = (event: DragEvent): void => {
      if (isFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      if (!isFiles(event)) return;
      event.preventDefault();
      entered = 0;
      over.value = false;
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.length > 0) take(dropped);
    };
    const all = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop } as const;
    for (const kind of ['dragenter', 'dragleave', 'dragover', 'drop'] as const)
      window.addEventListener(kind, all[kind]);
    return () => {
      for (const kind of ['dragenter', 'dragleave', 'dragover', 'drop'] as const)
        window.removeEventListener(kind, all[kind]);
    };
  }, []);
  return over.value;
}
