import type { ComponentChildren } from 'preact';
import type { Tile as TileModel } from '../../session/conference/conference';
import { Face } from '../Face/Face';
import { microphoneOff } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import { useSpeaker } from '../speech';
import { Video } from '../Video/Video';
import './Tile.css';

export interface TileProps {
  tile: TileModel;
  /** The large one, one beside others, or one's own in the corner. */
  place: 'main' | 'side' | 'self';
  /** The line under the name: a role, a running time. */
  under?: ComponentChildren;
}

/** One picture, or the initials of somebody who shows none. */
export function Tile({ tile, place, under }: TileProps) {
  const speaker = useSpeaker();
  const { person, content, picture } = tile;
  const slides = content === 'slides';
  const name = person.isSelf ? speaker.text('call.selfName') : person.name;
  return (
    <div class={`tile tile-${place}${tile.speaking ? ' tile-speaking' : ''}${person.lost ? ' tile-lost' : ''}`}>
      {picture
        ? <Video stream={picture} name={name} mirrored={person.isSelf && !slides} screen={slides} />
        : <div class="tile-blank"><Face name={person.name} large={place === 'main'} /></div>}
      {!slides && (
        <div class="tile-name">
          <b>
            {person.isSelf ? speaker.text('call.you') : <bdi>{person.name}</bdi>}
            {person.muted && <span class="tile-muted"><Icon of={microphoneOff} size="xs" /><span class="unseen">{speaker.text('call.muted')}</span></span>}
          </b>
          {place !== 'self' && <span>{person.lost ? speaker.text('call.lost', { name: person.name }) : person.onHold ? speaker.text('call.onHold') : !picture && !person.isSelf ? speaker.text('call.cameraOff') : under}</span>}
        </div>
      )}
    </div>
  );
}
