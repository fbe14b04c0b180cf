import { useState } from 'preact/hooks';
import type { RoomVisit } from '../../session/room';
import { Button } from '../../ui/Button/Button';
import { Field } from '../../ui/Field/Field';
import { Heading } from '../../ui/Heading/Heading';
import { turn } from '../../ui/Icon/drawings';
import { Video } from '../../ui/Video/Video';
import { useWords } from '../words';
import './Entrance.css';

/** In front of the door: one's own picture, a name, and the room if the link did not say it. */
export function Entrance({ visit }: { visit: RoomVisit }) {
  const words = useWords();
  const link = visit.link.value;
  const [name, setName] = useState(link.name);
  const [alias, setAlias] = useState(link.alias);
  const { devices } = visit;
  const ready = name.trim() !== '' && alias.trim() !== '';
  return (
    <main class="room-card">
      <div>
        <Heading level={1} quiet>{words.text('room.title')}</Heading>
        <p class="lead">{words.text('room.lead')}</p>
      </div>
      <div class="entrance-mirror">
        {devices.picture.value
          ? <Video stream={devices.picture.value} name={words.text('call.selfName')} mirrored />
          : <p role="status">{words.text(devices.camera.value.at === 'failed' ? 'room.noCamera' : 'room.waitCamera')}</p>}
      </div>
      {devices.camera.value.at === 'failed' && <Button look="quiet" icon={turn} onClick={() => void devices.openCamera()}>{words.text('room.tryCamera')}</Button>}
      <form onSubmit={(event) => { event.preventDefault(); if (ready) void visit.join({ ...link, alias: alias.trim(), name: name.trim() }); }}>
        {link.alias === '' && <Field label={words.text('room.alias')} value={alias} onInput={setAlias} autocomplete="off" />}
        <Field label={words.text('room.name')} value={name} onInput={setName} autocomplete="name" />
        <Button type="submit" wide unavailable={!ready}>{words.text('room.join')}</Button>
      </form>
    </main>
  );
}

/** At the door of a room with a PIN. */
export function Pin({ visit }: { visit: RoomVisit }) {
  const words = useWords();
  const [pin, setPin] = useState('');
  const stage = visit.conference.stage.value;
  const wrong = stage.at === 'pin' && stage.wrong;
  return (
    <main class="room-card">
      <div>
        <Heading level={1}>{words.text('room.pinTitle')}</Heading>
        <p class="lead">{words.text('room.pinLead')}</p>
      </div>
      <form onSubmit={(event) => { event.preventDefault(); if (pin) void visit.join(visit.link.peek(), pin); }}>
        <Field label={words.text('room.pin')} type="tel" inputMode="numeric" autocomplete="one-time-code" value={pin} onInput={setPin} error={wrong ? words.text('room.pinWrong') : undefined} />
        <Button type="submit" wide>{words.text('room.join')}</Button>
      </form>
    </main>
  );
}
