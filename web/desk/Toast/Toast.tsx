import { useEffect } from 'preact/hooks';
import type { Alert } from '../../session/desk-alert';
import { Button } from '../../ui/Button/Button';
import { Countdown } from '../../ui/Countdown/Countdown';
import { Icon } from '../../ui/Icon/Icon';
import { camera, chat, phone } from '../../ui/Icon/drawings';
import { LiveRegion } from '../../ui/LiveRegion/LiveRegion';
import { Words } from '../../ui/Words/Words';
import { printed } from '../keys';
import { customerName, duration, languageName, useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import './Toast.css';

/** What rings: who, why, how long they wait, how long there is. It never takes focus; F6 goes there. */
export function Toast() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const alert = desk.alert.value;
  const said = desk.said.value;

  const title = alert ? speaker.text('alert.tabTitle', { name: customerName(alert.conversation, speaker) }) : '';
  useEffect(() => {
    desk.ringWith(title);
    return () => desk.ringWith('');
  }, [desk, title]);

  return (
    <>
      <LiveRegion urgent says={said ? announcement(said.what, said.alert, speaker) : ''} />
      {alert && <Ringing alert={alert} />}
    </>
  );
}

let cameFrom: Element | null = null;

/** F6: to the alert, and from there back to where one was. */
export function toAlertAndBack(): void {
  if (focusIsInToast()) return (cameFrom as HTMLElement | null)?.focus();
  cameFrom = document.activeElement;
  toast()?.querySelector('button')?.focus();
}

function focusIsInToast(): boolean {
  return toast()?.contains(document.activeElement) ?? false;
}

function toast(): Element | null {
  return document.querySelector('.desk-toast');
}

function Ringing({ alert }: { alert: Alert }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const { conversation, session, medium, secondsLeft, share, waitedMs } = alert;
  const { customer } = conversation;
  const name = customerName(conversation, speaker);
  useEffect(() => () => { if (focusIsInToast()) toAlertAndBack(); }, []);

  const voice = medium === 'video' && conversation.media === 'voice';
  return (
    <section class="desk-toast" aria-label={speaker.text('alert.label')}>
      <div class="desk-toast-head">
        <div>
          <p class="desk-toast-medium">
            <Icon of={medium === 'chat' ? chat : voice ? phone : camera} size="xs" />
            {speaker.text(medium === 'chat' ? 'alert.chat' : voice ? 'alert.voice' : 'alert.video')}
          </p>
          <h2><bdi>{name}</bdi></h2>
        </div>
        <Countdown seconds={share} of={1} label={speaker.number(secondsLeft)} />
      </div>
      <dl class="desk-facts">
        {customer.language && <><dt>{speaker.text('alert.language')}</dt><dd class="strong">{languageName(customer.language, speaker.locale)}</dd></>}
        {customer.reason && <><dt>{speaker.text('alert.reason')}</dt><dd><bdi>{customer.reason}</bdi></dd></>}
        <dt>{speaker.text('alert.waiting')}</dt>
        <dd><Words of={waitingWords(waitedMs, session.queue, speaker)} /></dd>
      </dl>
      <div class="desk-toast-acts">
        <Button small icon={medium === 'chat' ? chat : voice ? phone : camera} onClick={() => void desk.accept()}>
          {speaker.text('alert.accept')}<kbd class="desk-key" aria-hidden="true">{printed.alt('A')}</kbd>
        </Button>
        <Button small look="second" onClick={() => void desk.decline()}>
          {speaker.text('alert.decline')}<kbd class="desk-key" aria-hidden="true">{printed.alt('D')}</kbd>
        </Button>
      </div>
      <p class="desk-toast-next"><Words of={speaker.pieces('alert.next', { name })} /></p>
    </section>
  );
}

function waitingWords(waitedMs: number, queue: string | undefined, speaker: DeskSpeaker) {
  const span = speaker.span(waitedMs / 1000);
  return queue ? speaker.pieces('alert.waitingIn', { span, queue }) : [{ value: span, ltr: true }];
}

function announcement(what: 'rings' | 'last-call', { conversation, medium, waitedMs, secondsLeft }: Alert, speaker: DeskSpeaker): string {
  if (what === 'last-call') return speaker.text('alert.lastCall', { seconds: secondsLeft });
  const { language, reason } = conversation.customer;
  const facts = new Intl.ListFormat(speaker.locale, { type: 'unit' }).format([
    ...(language ? [languageName(language, speaker.locale)] : []),
    ...(reason ? [reason] : []),
    ...(waitedMs >= 1_000 ? [speaker.text('alert.saysWaiting', { duration: duration(waitedMs, speaker.locale) })] : []),
  ]);
  return speaker.text(medium === 'chat' ? 'alert.saysChat' : 'alert.saysVideo', { name: customerName(conversation, speaker), facts });
}
