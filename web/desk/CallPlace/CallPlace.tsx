import { useState } from 'preact/hooks';
import type { DeskCall } from '../../session/desk-call';
import type { DeskConversation, Session } from '../../session/desk-conversation';
import type { Person } from '../../session/conference/conference';
import { Button } from '../../ui/Button/Button';
import { Call, Cover } from '../../ui/Call/Call';
import { Face } from '../../ui/Face/Face';
import { Icon } from '../../ui/Icon/Icon';
import { camera, phone } from '../../ui/Icon/drawings';
import { Talk } from '../Chat/Talk';
import { Facts } from '../Facts/Facts';
import { useFocusIfLost } from '../focus';
import { Time } from '../Time/Time';
import { Tabs } from '../Tabs/Tabs';
import { customerName, languageName, useDesk, useDeskSpeaker } from '../words';
import './CallPlace.css';

/** The call, with chat, customer and notes beside it, or under it where it is narrow. */
export function CallPlace({ call, conversation, session }: { call: DeskCall; conversation: DeskConversation; session: Session }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const [side, setSide] = useState(true);
  const name = customerName(conversation, speaker);
  const heading = useFocusIfLost<HTMLHeadingElement>(conversation.id);
  const { conference } = call;
  const held = call.held.value;
  const end = () => void desk.end(session);
  const toggleHold = () => void desk.hold(session, !held);

  const since = session.stage.at === 'talking' ? session.stage.since : desk.now.value;
  const voice = conversation.media === 'voice';
  return (
    <section class="desk-column desk-call" aria-label={speaker.text('video.label', { name })}>
      <header class="desk-head">
        <Face name={name} />
        <div class="desk-head-who">
          <h1 class="desk-cut" ref={heading} tabIndex={-1}><bdi>{name}</bdi></h1>
          <div class="desk-head-meta">
            <span><Icon of={voice ? phone : camera} size="xs" /> {speaker.text(voice ? 'video.voiceMedium' : 'video.medium')}</span>
            <span><Time>{speaker.span((desk.now.value - since) / 1000)}</Time></span>
            {conversation.customer.language && <span>{languageName(conversation.customer.language, speaker.locale)}</span>}
          </div>
        </div>
      </header>
      <div class="desk-call-place">
        <h2 class="unseen">{speaker.text('call.label')}</h2>
        <Call
          conference={conference}
          onEnd={end}
          hold={{ on: held, onToggle: toggleHold }}
          chat={{ open: side, unread: side ? 0 : desk.unread(conversation.id), onToggle: () => setSide(!side), panel: <Side conversation={conversation} /> }}
          under={(person: Person) => (person.isSelf ? null : conversation.customer.reason)}
          cover={cover({ call, name, onResume: toggleHold, speaker })}
          advice={useAdvice(call)}
        />
      </div>
    </section>
  );
}

/** A refused camera costs the picture, not the call. */
function useAdvice({ devices, conference }: DeskCall) {
  const speaker = useDeskSpeaker();
  const microphone = devices.microphone.value;
  const camera = devices.camera.value;
  if (microphone.at === 'failed') return { text: speaker.text('video.noMicrophone'), action: speaker.text('video.tryMicrophone'), onAction: () => void conference.setMicrophone(true) };
  if (camera.at === 'failed') return { text: speaker.text('video.noCamera'), action: speaker.text('video.tryCamera'), onAction: () => void conference.setCamera(true) };
  return undefined;
}

function cover({ call, name, onResume, speaker }: { call: DeskCall; name: string; onResume: () => void; speaker: ReturnType<typeof useDeskSpeaker> }) {
  if (call.held.value) {
    return (
      <Cover title={speaker.text('video.held', { name })} note={speaker.text('video.heldMore')}>
        <div><Button small onClick={onResume}>{speaker.text('video.resume')}</Button></div>
      </Cover>
    );
  }
  if (call.room.value === 'opening') return <Cover title={speaker.text('video.opening')} note={speaker.text('video.openingMore', { name })} />;
  const stage = call.conference.stage.value;
  if (call.room.value === 'failed' || (stage.at === 'over' && stage.why !== 'left')) {
    return (
      <Cover title={speaker.text('video.failed')} note={speaker.text('video.failedMore')}>
        <div><Button small onClick={() => void call.join()}>{speaker.text('video.again')}</Button></div>
      </Cover>
    );
  }
  return undefined;
}

function Side({ conversation }: { conversation: DeskConversation }) {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const work = desk.wrapUp(conversation.id);
  return (
    <Tabs
      tabs={[
        { id: 'chat', label: speaker.text('talk.tab'), panel: <Talk conversation={conversation} /> },
        { id: 'customer', label: speaker.text('customer.tab'), panel: <Facts conversation={conversation} /> },
        {
          id: 'notes',
          label: speaker.text('wrapUp.notes'),
          panel: <textarea class="desk-call-notes" dir="auto" aria-label={speaker.text('wrapUp.notes')} value={work.notes.value} onInput={(event) => work.note(event.currentTarget.value)} />,
        },
      ]}
    />
  );
}
