import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../ui/Button/Button';
import { printed } from '../keys';
import { useDesk, useDeskSpeaker } from '../words';
import './Shortcuts.css';

/** Every key the desk knows. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const rows = [
    ['F6', 'alert'], [printed.alt('A'), 'accept'], [printed.alt('D'), 'decline'], [printed.alt('V'), 'offerVideo'],
    [printed.alt('M'), 'microphone'], [printed.alt('C'), 'camera'], [printed.alt('S'), 'share'], [printed.alt('H'), 'hold'],
    [printed.alt('X'), 'endCall'], ...(desk.supervises.value ? [[printed.alt('P'), 'pause'] as const] : []), [printed.ctrlEnter, 'sendOrDone'], ['1–8', 'code'], ['Esc', 'escape'],
  ] as const;
  return (
    <dialog class="desk-shortcuts" ref={dialog} onClose={onClose} aria-labelledby="desk-shortcuts">
      <h2 id="desk-shortcuts">{speaker.text('keys.heading')}</h2>
      <dl>{rows.map(([key, what]) => <Fragment key={what}><dt><kbd class="desk-key">{key}</kbd></dt><dd>{speaker.text(`keys.${what}`)}</dd></Fragment>)}</dl>
      <Button small look="second" wide onClick={() => dialog.current?.close()}>{speaker.text('keys.close')}</Button>
    </dialog>
  );
}
