import { useEffect, useRef } from 'preact/hooks';
import type { DeskConversation, Session } from '../../session/desk-conversation';
import type { WrapUp as Work } from '../../session/desk-wrap-up';
import { Button } from '../../ui/Button/Button';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { alert as alertIcon } from '../../ui/Icon/drawings';
import { Words } from '../../ui/Words/Words';
import { printed } from '../keys';
import { Time } from '../Time/Time';
import { customerName, duration, useDesk, useDeskSpeaker } from '../words';
import './WrapUp.css';

export interface WrapUpProps {
  conversation: DeskConversation;
  session: Session;
  /** Where a chat goes on beside the ended call. */
  onBackToChat?: (() => void) | undefined;
}

/** After-call work: one code, then Done. */
export function WrapUp({ conversation, session, onBackToChat }: WrapUpProps) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const work = desk.wrapUp(conversation.id);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = customerName(conversation, speaker);
  useEffect(() => { void desk.fetchWrapUpCodes(session); }, [conversation.id]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [conversation.id]);

  const finish = () => void desk.finish(conversation);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    finish();
  };
  const { stage } = session;
  if (stage.at !== 'wrap-up') return null;
  return (
    <form class="desk-wrapup" onKeyDown={keys} onSubmit={(event) => { event.preventDefault(); finish(); }} noValidate>
      <header class="desk-head">
        <Face name={name} />
        <div class="desk-head-who">
          <h1 ref={heading} tabIndex={-1}><bdi>{name}</bdi></h1>
          <div class="desk-head-meta">
            <span>{speaker.text('wrapUp.ended')} <Time>{speaker.clock(new Date(stage.since))}</Time></span>
            <span>{speaker.text(session.ref.medium === 'callbacks' ? 'video.medium' : 'talk.medium')}</span>
            <span><Time>{speaker.span(stage.talkedMs / 1000)}</Time></span>
          </div>
        </div>
        <Left since={stage.since} until={stage.until} />
      </header>
      <div class="desk-wrapup-body">
        <Codes work={work} />
        <div class="desk-wrapup-notes">
          <label for="desk-notes">{speaker.text('wrapUp.notes')}</label>
          <textarea id="desk-notes" rows={5} dir="auto" value={work.notes.value} onInput={(event) => work.note(event.currentTarget.value)} aria-describedby="desk-notes-kept" />
          <span id="desk-notes-kept" class="tiny">{speaker.text('wrapUp.notesKept')}</span>
        </div>
        <div class="desk-wrapup-acts">
          <Button type="submit" small unavailable={work.saving.value}>
            {speaker.text(work.saving.value ? 'wrapUp.saving' : 'wrapUp.done')}
            {!work.saving.value && <kbd class="desk-key" aria-hidden="true">{printed.ctrlEnter}</kbd>}
          </Button>
          {onBackToChat && <Button small look="quiet" onClick={onBackToChat}>{speaker.text('wrapUp.backToChat')}</Button>}
          <span class="tiny">{speaker.text(conversation.chat?.stage.at === 'talking' ? 'wrapUp.endsChat' : 'wrapUp.next')}</span>
        </div>
      </div>
    </form>
  );
}

function Codes({ work }: { work: Work }) {
  const speaker = useDeskSpeaker();
  const codes = work.codes.value;
  const keys = (event: KeyboardEvent) => {
    const code = codes?.[Number(event.key) - 1];
    if (!code || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    work.choose(code.id);
    document.getElementById(`desk-code-${code.id}`)?.focus();
  };
  return (
    <fieldset class="desk-codes" onKeyDown={keys} aria-describedby={work.codeMissing.value ? 'desk-code-missing' : undefined}>
      <legend>{speaker.text('wrapUp.code')}</legend>
      <span class="desk-codes-hint tiny" aria-hidden="true">{speaker.text('wrapUp.pressNumber')}</span>
      {codes === null && <p class="tiny" role="status">{speaker.text('wrapUp.loading')}</p>}
      <div class="desk-codes-list">
        {codes?.map(({ id, name }, index) => (
          <label class="desk-code" key={id}>
            <input type="radio" name="wrap-up-code" id={`desk-code-${id}`} checked={work.code.value === id} onChange={() => work.choose(id)} />
            <bdi>{name}</bdi>
            {index < 8 && <kbd class="desk-key" aria-hidden="true">{speaker.number(index + 1)}</kbd>}
          </label>
        ))}
      </div>
      {work.codeMissing.value && (
        <p class="desk-codes-missing" id="desk-code-missing" role="alert"><Icon of={alertIcon} size="xs" />{speaker.text('wrapUp.codeMissing')}</p>
      )}
    </fieldset>
  );
}

/** How long it may take; where it may take as long as it takes, how long it has. */
function Left({ since, until }: { since: number; until: number | null }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const now = desk.now.value;
  const leftMs = Math.max(0, (until ?? now) - now);
  return (
    <div class="desk-wrapup-left">
      <span class="small">{speaker.text('wrapUp.heading')}</span>
      {until === null
        ? <b><Time>{speaker.span((now - since) / 1000)}</Time></b>
        : (
          <>
            <b role="timer" aria-label={speaker.text('wrapUp.left', { span: duration(leftMs, speaker.locale) })}><Words of={[{ value: speaker.span(leftMs / 1000), ltr: true }]} /></b>
            <progress max={until - since} value={leftMs} aria-hidden="true" />
          </>
        )}
    </div>
  );
}
