import type { Piece } from '../catalogue/message';

/** A sentence from the catalogue, each value isolated, so that names and numbers keep their own direction. */
export function Words({ of }: { of: readonly Piece[] }) {
  return (
    <>
      {of.map((piece) =>
        'words' in piece ? piece.words : piece.ltr ? <bdi class="num" dir="ltr">{piece.value}</bdi> : <bdi>{piece.value}</bdi>,
      )}
    </>
  );
}
