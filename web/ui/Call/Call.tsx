import type { ComponentChildren } from 'preact';
import type { Conference, Person } from '../../session/conference/conference';
import { Button } from '../Button/Button';
import { Controls, type ControlsProps } from '../Controls/Controls';
import { camera, cameraOff, close, hangUp, microphone, microphoneOff, screen } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import { IconButton } from '../IconButton/IconButton';
import { LiveRegion } from '../LiveRegion/LiveRegion';
import { Quality } from '../Quality/Quality';
import { Sounds } from '../Sounds/Sounds';
import { useSpeaker } from '../speech';
import { Stage } from '../Stage/Stage';
import { useArrivals } from './arrivals';
import './Call.css';

export interface CallProps {
  conference: Conference;
  onEnd: () => void;
  /** The chat beside the picture; on a phone a sheet over its lower part. */
  chat?: { open: boolean; unread: number; onToggle: () => void; panel: ComponentChildren };
  /** Staff only. */
  hold?: ControlsProps['hold'];
  /** What stands under a person's name: a role, a running time. */
  under?: (person: Person) => ComponentChildren;
  /** One sentence and one way on, over the picture's upper edge: a camera that was refused. */
  advice?: { text: string; action: string; onAction: () => void } | undefined;
  /** Covers the picture when something has happened that is more than a gap. */
  cover?: ComponentChildren;
}

/** The call: faces first, controls below, nothing over a face. */
export function Call({ conference, onEnd, chat, hold, under, advice, cover }: CallProps) {
  const speaker = useSpeaker();
  const stage = conference.stage.value;
  const tiles = conference.tiles.value;
  const alone = !tiles.some((tile) => !tile.person.isSelf);
  const arrivals = useArrivals(conference);
  return (
    <div class="call-frame">
      <section class={`call${chat?.open ? ' call-with-chat' : ''}`} aria-label={speaker.text('call.label')}>
        <div class="call-stage">
          <div class="call-picture">
            <Stage tiles={tiles} under={under} />
            <div class="call-top">
              {conference.sharing.value && <span class="pill"><Icon of={screen} size="s" />{speaker.text('call.sharing')}</span>}
              {stage.at === 'joined' && <span class="pill call-network"><span class="unseen">{speaker.text('call.network')}</span><Quality of={conference.network.value} /></span>}
            </div>
            {!cover && stage.at === 'reconnecting' && <Cover urgent title={speaker.text('call.reconnecting')} note={speaker.text('call.reconnectingNote')} />}
            {!cover && (stage.at === 'idle' || stage.at === 'joining') && <Cover title={speaker.text('call.connecting')} note={speaker.text('call.connectingNote')} />}
            {!cover && stage.at === 'joined' && alone && <Cover title={speaker.text('call.alone')} note={speaker.text('call.aloneNote')} />}
            {cover}
            {advice && !cover && (
              <div class="call-advice"><span>{advice.text}</span><Button small onClick={advice.onAction}>{advice.action}</Button></div>
            )}
          </div>
          <Controls conference={conference} onEnd={onEnd} chat={chat} hold={hold} />
        </div>
        {chat?.open && (
          <aside class="call-side" aria-label={speaker.text('chat.label')}>
            <div class="call-side-head">
              <h3>{speaker.text('chat.label')}</h3>
              <span class="call-mini">
                <IconButton label={speaker.text('call.microphone')} icon={conference.microphoneOn.value ? microphone : microphoneOff} pressed={conference.microphoneOn.value} onClick={() => void conference.setMicrophone(!conference.microphoneOn.peek())} />
                <IconButton label={speaker.text('call.camera')} icon={conference.cameraOn.value ? camera : cameraOff} pressed={conference.cameraOn.value} onClick={() => void conference.setCamera(!conference.cameraOn.peek())} />
                <IconButton class="call-mini-end" label={speaker.text('call.end')} icon={hangUp} onClick={onEnd} />
              </span>
              <IconButton label={speaker.text('call.closeChat')} icon={close} onClick={chat.onToggle} />
            </div>
            {chat.panel}
          </aside>
        )}
      </section>
      {!hold?.on && <Sounds of={conference.sounds.value} />}
      <LiveRegion says={arrivals} />
    </div>
  );
}

/** Words over a picture that is not there, or not the newest. */
export function Cover({ title, note, urgent, children }: { title: string; note: ComponentChildren; urgent?: boolean; children?: ComponentChildren }) {
  return (
    <div class="cover">
      <div class="cover-words" role={urgent ? 'alert' : 'status'}><h3 class="title">{title}</h3><p>{note}</p></div>
      {children}
    </div>
  );
}
