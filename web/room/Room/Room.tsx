import { useState } from 'preact/hooks';
import type { RoomVisit } from '../../session/room';
import { Button } from '../../ui/Button/Button';
import { Call } from '../../ui/Call/Call';
import { Heading } from '../../ui/Heading/Heading';
import { Entrance, Pin } from '../Entrance/Entrance';
import { RoomChat } from '../RoomChat/RoomChat';
import { useWords } from '../words';
import './Room.css';

/** In front of the door, at it, inside, or gone. */
export function Room({ visit }: { visit: RoomVisit }) {
  switch (visit.step.value) {
    case 'entrance': return <Entrance visit={visit} />;
    case 'pin': return <Pin visit={visit} />;
    case 'call': return <Inside visit={visit} />;
    case 'over': return <Over visit={visit} />;
  }
}

function Inside({ visit }: { visit: RoomVisit }) {
  const words = useWords();
  const [chat, setChat] = useState(false);
  const [read, setRead] = useState(0);
  const { conference, devices } = visit;
  const said = conference.messages.value.length;
  const toggle = () => { setRead(said); setChat(!chat); };
  return (
    <main class="room-call">
      <div class="unseen"><Heading level={1}>{words.text('call.label')}</Heading></div>
      <Call
        conference={conference}
        onEnd={() => visit.leave()}
        chat={{ open: chat, unread: chat ? 0 : said - read, onToggle: toggle, panel: <RoomChat conference={conference} /> }}
        advice={devices.camera.value.at === 'failed'
          ? { text: words.text('room.noCamera'), action: words.text('room.tryCamera'), onAction: () => void devices.openCamera() }
          : undefined}
      />
    </main>
  );
}

function Over({ visit }: { visit: RoomVisit }) {
  const words = useWords();
  const stage = visit.conference.stage.value;
  const why = stage.at === 'over' ? stage.why : 'left';
  return (
    <main class="room-card">
      <div role={why === 'left' ? 'status' : 'alert'}>
        <Heading level={1}>{words.text(`room.over.${why}`)}</Heading>
        <p class="lead">{words.text(`room.overNote.${why}`)}</p>
      </div>
      <Button wide onClick={() => void visit.again()}>{words.text('room.again')}</Button>
    </main>
  );
}
