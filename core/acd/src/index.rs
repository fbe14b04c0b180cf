//! Small numbers in place of ids: what an id means is looked up once at the door, and never again inside.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher},
    marker::PhantomData,
    ops::{Deref, DerefMut, Index, IndexMut},
};

use hashbrown::HashTable;

/// A number that stands for something inside.
pub(crate) trait At: Copy {
    fn at(number: usize) -> Self;
    fn number(self) -> usize;
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub(crate) struct $name(pub(crate) $inner);

        impl At for $name {
            fn at(number: usize) -> Self {
                Self(<$inner>::try_from(number).expect("there are fewer of them"))
            }

            fn number(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

numbers! {
    AgentAt(u32);
    QueueAt(u16);
    PlaceAt(u32);
    AssignmentAt(u32);
    ClassAt(u32);
    /// In the log.
    PageAt(u32);
    /// A skill or a language.
    AbilityAt(u16);
    GroupAt(u16);
}

/// Things by number; a number is used again once its thing is gone.
pub(crate) struct Slab<K, T> {
    things: Vec<Option<T>>,
    free: Vec<u32>,
    of: PhantomData<K>,
}

impl<K, T> Default for Slab<K, T> {
    fn default() -> Self {
        Self { things: Vec::new(), free: Vec::new(), of: PhantomData }
    }
}

impl<K: At, T> Slab<K, T> {
    pub(crate) fn insert(&mut self, thing: T) -> K {
        if let Some(number) = self.free.pop() {
            self.things[number as usize] = Some(thing);
            return K::at(number as usize);
        }
        self.things.push(Some(thing));
        K::at(self.things.len() - 1)
    }

    pub(crate) fn remove(&mut self, at: K) -> T {
        let thing = self.things[at.number()].take().expect("what is removed is there");
        self.free.push(u32::try_from(at.number()).expect("numbers are short"));
        thing
    }

    pub(crate) fn get(&self, at: K) -> Option<&T> {
        self.things.get(at.number())?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, at: K) -> Option<&mut T> {
        self.things.get_mut(at.number())?.as_mut()
    }

    pub(crate) fn len(&self) -> usize {
        self.things.len() - self.free.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        let things = self.things.iter().enumerate();
        things.filter_map(|(number, thing)| Some((K::at(number), thing.as_ref()?)))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (K, &mut T)> {
        let things = self.things.iter_mut().enumerate();
        things.filter_map(|(number, thing)| Some((K::at(number), thing.as_mut()?)))
    }

    pub(crate) fn keys(&self) -> Vec<K> {
        self.iter().map(|(at, _)| at).collect()
    }
}

impl<K: At, T> Index<K> for Slab<K, T> {
    type Output = T;

    fn index(&self, at: K) -> &T {
        self.things[at.number()].as_ref().expect("what a number stands for is there")
    }
}

impl<K: At, T> IndexMut<K> for Slab<K, T> {
    fn index_mut(&mut self, at: K) -> &mut T {
        self.things[at.number()].as_mut().expect("what a number stands for is there")
    }
}

impl<K, T: fmt::Debug> fmt::Debug for Slab<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.things.iter().flatten()).finish()
    }
}

/// What an id means inside.
pub(crate) type Door<Id, T> = HashMap<Id, T, BuildHasherDefault<Mixer>>;

/// What can be found by an id, which is part of it and never changes.
pub(crate) trait Identified {
    type Id: Hash + Eq;

    fn id(&self) -> &Self::Id;
}

/// Things by number, and by id: the ids are kept in the things only, so that finding them takes five bytes each.
pub(crate) struct Register<K, T> {
    things: Slab<K, T>,
    numbers: HashTable<K>,
}

impl<K, T> Default for Register<K, T> {
    fn default() -> Self {
        Self { things: Slab::default(), numbers: HashTable::new() }
    }
}

impl<K: At + Eq, T: Identified> Register<K, T> {
    /// The number of what has this id.
    pub(crate) fn find(&self, id: &T::Id) -> Option<K> {
        self.numbers.find(mixed(id), |at| self.things[*at].id() == id).copied()
    }

    /// Nothing else may have the same id.
    pub(crate) fn insert(&mut self, thing: T) -> K {
        let hash = mixed(thing.id());
        let at = self.things.insert(thing);
        self.numbers.insert_unique(hash, at, |at| mixed(self.things[*at].id()));
        at
    }

    pub(crate) fn remove(&mut self, at: K) -> T {
        let thing = self.things.remove(at);
        let number = self.numbers.find_entry(mixed(thing.id()), |number| *number == at).ok();
        number.expect("what is there can be found").remove();
        thing
    }
}

fn mixed(id: &impl Hash) -> u64 {
    BuildHasherDefault::<Mixer>::default().hash_one(id)
}

impl<K, T> Deref for Register<K, T> {
    type Target = Slab<K, T>;

    fn deref(&self) -> &Slab<K, T> {
        &self.things
    }
}

impl<K, T> DerefMut for Register<K, T> {
    fn deref_mut(&mut self) -> &mut Slab<K, T> {
        &mut self.things
    }
}

impl<K, T: fmt::Debug> fmt::Debug for Register<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.things.fmt(f)
    }
}

/// Mixes ids, which are random or counted, never chosen by strangers; and mixes them the same way in every run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, bits: u64) {
        let wide = u128::from(self.0 ^ bits ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93_u128;
        self.0 = (wide >> 64) as u64 ^ wide as u64;
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks::<8>();
        whole.iter().for_each(|chunk| self.mix(u64::from_le_bytes(*chunk)));
        rest.iter().for_each(|byte| self.mix(u64::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(u64::from(number));
    }

    fn write_u16(&mut self, number: u16) {
        self.mix(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
