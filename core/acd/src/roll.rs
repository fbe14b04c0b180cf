//! Places in order of rank, with positions that are quick to count.

use crate::{index::PlaceAt, rank::Rank};

/// A sorted list in pieces: inserting moves one piece, counting adds up the pieces before.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    /// None is empty.
    pieces: Vec<Vec<(Rank, PlaceAt)>>,
    len: usize,
}

impl Roll {
    const PIECE: usize = 64;

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Rank, PlaceAt)> {
        self.pieces.iter().flatten().copied()
    }

    /// The piece in which a rank is, or would be.
    fn piece(&self, rank: Rank) -> usize {
        self.pieces.partition_point(|piece| piece[0].0 <= rank).saturating_sub(1)
    }

    pub(crate) fn first(&self) -> Option<(Rank, PlaceAt)> {
        self.pieces.first()?.first().copied()
    }

    pub(crate) fn insert(&mut self, rank: Rank, place: PlaceAt) {
        self.len += 1;
        let at = self.piece(rank);
        let Some(piece) = self.pieces.get_mut(at) else {
            self.pieces.push(vec![(rank, place)]);
            return;
        };
        let within = piece.partition_point(|(other, _)| *other < rank);
        if piece.len() < Self::PIECE {
            piece.insert(within, (rank, place));
        } else if within == piece.len() {
            // Most come last: then the full piece stays full.
            self.pieces.insert(at + 1, vec![(rank, place)]);
        } else {
            let mut rest = piece.split_off(Self::PIECE / 2);
            match within.checked_sub(Self::PIECE / 2) {
                Some(within) => rest.insert(within, (rank, place)),
                None => piece.insert(within, (rank, place)),
            }
            self.pieces.insert(at + 1, rest);
        }
    }

    pub(crate) fn remove(&mut self, rank: Rank) {
        let at = self.piece(rank);
        let piece = &mut self.pieces[at];
        let within = piece.binary_search_by_key(&rank, |(rank, _)| *rank).expect("the rank is on the roll");
        piece.remove(within);
        self.len -= 1;
        if piece.is_empty() {
            self.pieces.remove(at);
        }
    }

    /// How many come before a rank.
    pub(crate) fn ahead_of(&self, rank: Rank) -> usize {
        let at = self.piece(rank);
        let before: usize = self.pieces[..at].iter().map(Vec::len).sum();
        before + self.pieces.get(at).map_or(0, |piece| piece.partition_point(|(other, _)| *other < rank))
    }
}
