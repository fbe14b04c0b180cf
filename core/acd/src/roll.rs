//! Places in order of rank, with positions that are quick to count.

use crate::{
    index::{PlaceAt, Register},
    place::Place,
    rank::Rank,
};

type Places = Register<PlaceAt, Place>;

/// A sorted list in pieces: inserting moves one piece, counting adds up the pieces before. The ranks are in the
/// places, so what is on a roll keeps its rank.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    /// None is empty.
    pieces: Vec<Piece>,
    len: usize,
}

#[derive(Debug)]
struct Piece {
    /// What is in it comes not before this, and what is in the pieces before does.
    from: Rank,
    places: Vec<PlaceAt>,
}

impl Piece {
    const FULL: usize = 64;
}

impl Roll {
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = PlaceAt> {
        self.pieces.iter().flat_map(|piece| &piece.places).copied()
    }

    /// The piece in which a rank is, or would be.
    fn piece(&self, rank: Rank) -> usize {
        self.pieces.partition_point(|piece| piece.from <= rank).saturating_sub(1)
    }

    /// Where a place is: in which piece, and where there.
    fn find(&self, at: PlaceAt, places: &Places) -> (usize, usize) {
        let piece = self.piece(places[at].rank());
        let within = self.pieces[piece].places.iter().position(|other| *other == at);
        (piece, within.expect("the place is on the roll"))
    }

    pub(crate) fn first(&self) -> Option<PlaceAt> {
        self.pieces.first()?.places.first().copied()
    }

    pub(crate) fn insert(&mut self, at: PlaceAt, places: &Places) {
        self.len += 1;
        let rank = places[at].rank();
        let is_before = |other: &PlaceAt| places[*other].rank() < rank;
        // Most come last.
        if self.pieces.last().is_none_or(|piece| piece.places.last().is_none_or(is_before)) {
            return self.append(at, rank);
        }
        let number = self.piece(rank);
        let Piece { from, places: piece } = &mut self.pieces[number];
        *from = rank.min(*from);
        let within = piece.partition_point(is_before);
        if piece.len() < Piece::FULL {
            piece.insert(within, at);
            return;
        }
        let mut rest = piece.split_off(Piece::FULL / 2);
        let from = places[rest[0]].rank();
        match within.checked_sub(Piece::FULL / 2) {
            // Before all in the later half: the earlier one ends with it.
            Some(0) => piece.push(at),
            Some(within) => rest.insert(within, at),
            None => piece.insert(within, at),
        }
        self.pieces.insert(number + 1, Piece { from, places: rest });
    }

    fn append(&mut self, at: PlaceAt, rank: Rank) {
        match self.pieces.last_mut() {
            Some(piece) if piece.places.len() < Piece::FULL => piece.places.push(at),
            last => {
                // Many rolls have few places, and there are many rolls.
                if last.is_none() {
                    self.pieces.reserve_exact(1);
                }
                self.pieces.push(Piece { from: rank, places: vec![at] });
            }
        }
    }

    pub(crate) fn remove(&mut self, at: PlaceAt, places: &Places) {
        let (piece, within) = self.find(at, places);
        self.pieces[piece].places.remove(within);
        self.len -= 1;
        if self.pieces[piece].places.is_empty() {
            self.pieces.remove(piece);
        }
    }

    /// How many come before a place.
    pub(crate) fn ahead_of(&self, at: PlaceAt, places: &Places) -> usize {
        let (piece, within) = self.find(at, places);
        self.pieces[..piece].iter().map(|piece| piece.places.len()).sum::<usize>() + within
    }
}
