import type { ComponentChildren } from 'preact';
import type { Person, Tile as TileModel } from '../../session/conference/conference';
import { screen } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import { useSpeaker } from '../speech';
import { Tile } from '../Tile/Tile';
import { Words } from '../Words/Words';
import './Stage.css';

export interface StageProps {
  tiles: readonly TileModel[];
  /** What stands under a person's name. */
  under?: ((person: Person) => ComponentChildren) | undefined;
}

/** Who is seen large, who small: a shared screen first, then whoever speaks; of two people, the other one. */
export function Stage({ tiles, under }: StageProps) {
  const speaker = useSpeaker();
  const main = largest(tiles);
  const rest = tiles.filter((tile) => tile !== main).sort((a, b) => Number(a.person.isSelf) - Number(b.person.isSelf));
  const corner = rest.length === 1 && rest[0]?.person.isSelf && main?.content === 'main' ? rest[0] : undefined;
  if (!main) return null;
  return (
    <div class={`stage-people${corner || rest.length === 0 ? '' : ' stage-many'}`}>
      <div class="stage-large">
        {main.content === 'slides' && (
          <p class="stage-showing"><Icon of={screen} size="s" /><span><Words of={speaker.pieces('call.showing', { name: main.person.name })} /></span></p>
        )}
        <Tile key={main.key} tile={main} place="main" under={under?.(main.person)} />
      </div>
      {corner && <Tile key={corner.key} tile={corner} place="self" />}
      {!corner && rest.length > 0 && (
        <div class="stage-side">
          {rest.map((tile) => <Tile key={tile.key} tile={tile} place="side" under={under?.(tile.person)} />)}
        </div>
      )}
    </div>
  );
}

export function largest(tiles: readonly TileModel[]): TileModel | undefined {
  const others = tiles.filter((tile) => !tile.person.isSelf);
  return (
    others.find((tile) => tile.content === 'slides') ??
    others.find((tile) => tile.speaking) ??
    others.find((tile) => tile.picture) ??
    others[0]
  );
}
