//! Chance from a seed.

/// Draws numbers by lot. The whole sequence follows from the seed and the purpose it is drawn for, so that a run can be
/// replayed, and so that two runs that differ in one thing draw the same for everything else.
///
/// The generator is xoshiro256++ (Blackman and Vigna, <https://prng.di.unimi.it/xoshiro256plusplus.c>), filled by
/// SplitMix64 as its authors advise.
#[derive(Clone, Debug)]
pub(crate) struct Chance([u64; 4]);

/// What is drawn for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// When customers of a stream come.
    Arrivals(usize),
    /// How they are.
    Customers(usize),
    Agent(usize),
    Bursts,
    Mishaps,
    Meddling,
    /// What flows ask of others.
    Outside,
    /// Who calls in sick.
    Absence,
    /// A scenario of its own.
    Scenario,
}

impl Purpose {
    const fn number(self) -> u64 {
        let (kind, number) = match self {
            Self::Arrivals(stream) => (1, stream),
            Self::Customers(stream) => (2, stream),
            Self::Agent(agent) => (3, agent),
            Self::Bursts => (4, 0),
            Self::Mishaps => (5, 0),
            Self::Meddling => (6, 0),
            Self::Absence => (7, 0),
            Self::Scenario => (8, 0),
            Self::Outside => (9, 0),
        };
        kind << 32 | number as u64
    }
}

impl Chance {
    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut state = split_mix(seed ^ split_mix(purpose.number()));
        Self(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            split_mix(state)
        }))
    }

    /// Any number.
    pub(crate) fn bits(&mut self) -> u64 {
        let Self(s) = self;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Between 0, which never comes, and 1, which may.
    fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// True in such a share of all draws.
    pub(crate) fn happens(&mut self, share: f64) -> bool {
        self.unit() <= share
    }

    /// A number below `bound`, each as likely; 0 if there is none.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // The bias of this is below 2⁻⁴⁰ for bounds that occur here.
        ((u128::from(self.bits()) * bound as u128) >> 64) as usize
    }

    /// A number from `least` to `most`, each as likely.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// Evenly between two values.
    pub(crate) fn evenly(&mut self, least: f64, most: f64) -> f64 {
        least + self.unit() * (most - least)
    }

    /// One of several; none of nothing.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Exponentially distributed with mean 1.
    pub(crate) fn exponential(&mut self) -> f64 {
        -self.unit().ln()
    }

    /// Normally distributed with mean 0 and variance 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}

fn split_mix(state: u64) -> u64 {
    let mut z = state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
