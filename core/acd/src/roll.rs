//! Places in order of rank, with positions that are quick to count.

use crate::{
    index::{PlaceAt, Register},
    place::Place,
    rank::Rank,
};

type Places = Register<PlaceAt, Place>;

/// A sorted list in pieces: inserting moves one piece, counting adds up the pieces before. The ranks are in the
/// places only, so what is on a roll keeps its rank.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    /// None is empty.
    pieces: Vec<Vec<PlaceAt>>,
    len: usize,
}

impl Roll {
    const PIECE: usize = 64;

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = PlaceAt> {
        self.pieces.iter().flatten().copied()
    }

    /// The piece in which a rank is, or would be.
    fn piece(&self, rank: Rank, places: &Places) -> usize {
        self.pieces.partition_point(|piece| places[piece[0]].rank() <= rank).saturating_sub(1)
    }

    /// Where a place is: in which piece, and where there.
    fn find(&self, at: PlaceAt, places: &Places) -> (usize, usize) {
        // With few pieces, looking for the number is faster than looking up ranks.
        let piece = if self.pieces.len() == 1 { 0 } else { self.piece(places[at].rank(), places) };
        let within = self.pieces[piece].iter().position(|other| *other == at);
        (piece, within.expect("the place is on the roll"))
    }

    pub(crate) fn first(&self) -> Option<PlaceAt> {
        self.pieces.first()?.first().copied()
    }

    pub(crate) fn insert(&mut self, at: PlaceAt, places: &Places) {
        self.len += 1;
        let rank = places[at].rank();
        let is_before = |other: &PlaceAt| places[*other].rank() < rank;
        // Most come last.
        if self.pieces.last().is_none_or(|piece| piece.last().is_none_or(is_before)) {
            return self.append(at);
        }
        let number = self.piece(rank, places);
        let piece = &mut self.pieces[number];
        let within = piece.partition_point(is_before);
        if piece.len() < Self::PIECE {
            piece.insert(within, at);
            return;
        }
        let mut rest = piece.split_off(Self::PIECE / 2);
        match within.checked_sub(Self::PIECE / 2) {
            Some(within) => rest.insert(within, at),
            None => piece.insert(within, at),
        }
        self.pieces.insert(number + 1, rest);
    }

    fn append(&mut self, at: PlaceAt) {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < Self::PIECE => piece.push(at),
            // Many rolls have few places, and there are many rolls.
            None => {
                self.pieces.reserve_exact(1);
                self.pieces.push(vec![at]);
            }
            Some(_) => self.pieces.push(vec![at]),
        }
    }

    pub(crate) fn remove(&mut self, at: PlaceAt, places: &Places) {
        let (piece, within) = self.find(at, places);
        self.pieces[piece].remove(within);
        self.len -= 1;
        if self.pieces[piece].is_empty() {
            self.pieces.remove(piece);
        }
    }

    /// How many come before a place.
    pub(crate) fn ahead_of(&self, at: PlaceAt, places: &Places) -> usize {
        let (piece, within) = self.find(at, places);
        self.pieces[..piece].iter().map(Vec::len).sum::<usize>() + within
    }
}
