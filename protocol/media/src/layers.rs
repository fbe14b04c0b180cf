//! Shares a receiver's bandwidth among the videos it watches.

/// One video that a receiver watches.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// Its simulcast layers, best first.
    pub(crate) layers: Vec<Offered>,
    /// The best layer that the receiver asked for; `None` if it wants no picture at all.
    pub(crate) best_wanted: Option<usize>,
    /// The layer it gets now.
    pub(crate) current: Option<usize>,
    /// Whether it may get a better one than now: soon after a step down it may not.
    pub(crate) may_rise: bool,
}

/// A layer as it arrives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offered {
    pub(crate) bitrate_bps: u64,
    /// Whether packets arrive at all: browsers stop the large layers when they lack bandwidth or processor.
    pub(crate) flowing: bool,
}

/// Going up needs this much more than the layer costs, so that estimates which waver do not make it flap.
const HEADROOM_PERCENT: u64 = 115;

/// The layer for each demand, in order of importance.
///
/// Everyone gets their smallest layer before anyone gets a better one: a small picture beats no picture.
pub(crate) fn share(estimate_bps: u64, demands: &[Demand]) -> Vec<Option<usize>> {
    let mut shares: Vec<Option<usize>> = demands.iter().map(smallest).collect();
    let mut spent_bps: u64 = demands.iter().zip(&shares).map(|(demand, share)| demand.cost_bps(*share)).sum();
    for (demand, share) in demands.iter().zip(&mut shares) {
        while let Some(better) = demand.next_better(*share) {
            let price_bps = demand.cost_bps(Some(better)).saturating_sub(demand.cost_bps(*share));
            let is_step_up = demand.current.is_none_or(|current| better < current);
            if is_step_up && !demand.may_rise {
                break;
            }
            let needed_bps = if is_step_up { price_bps * HEADROOM_PERCENT / 100 } else { price_bps };
            if spent_bps + needed_bps > estimate_bps {
                break;
            }
            spent_bps += price_bps;
            *share = Some(better);
        }
    }
    shares
}

/// What a receiver's path should be probed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Wanted {
    /// Enough for the next better layer; 0 if there is none.
    pub(crate) next_bps: u64,
    /// Enough for everything that it wants.
    pub(crate) all_bps: u64,
}

/// What a receiver who gets `shares` would rather have.
pub(crate) fn wanted(demands: &[Demand], shares: &[Option<usize>]) -> Wanted {
    let with_headroom = |bps: u64| bps * HEADROOM_PERCENT / 100;
    let spent_bps: u64 = demands.iter().zip(shares).map(|(demand, share)| demand.cost_bps(*share)).sum();
    let steps = demands.iter().zip(shares).filter_map(|(demand, share)| {
        let better = demand.next_better(*share)?;
        Some(demand.cost_bps(Some(better)).saturating_sub(demand.cost_bps(*share)))
    });
    let best_bps: u64 = demands.iter().map(|demand| demand.cost_bps(demand.candidates().next())).sum();
    Wanted {
        next_bps: steps.min().map_or(0, |step_bps| with_headroom(spent_bps + step_bps)),
        all_bps: with_headroom(best_bps),
    }
}

fn smallest(demand: &Demand) -> Option<usize> {
    demand.candidates().last()
}

impl Demand {
    /// Layers that may be sent, best first. If nothing flows just now, the layers that should.
    fn candidates(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let any_flowing = self.layers.iter().any(|layer| layer.flowing);
        let wanted = self.best_wanted.unwrap_or(self.layers.len());
        let none_small_enough = any_flowing && !self.layers.iter().skip(wanted).any(|layer| layer.flowing);
        (0..self.layers.len()).filter(move |&index| {
            let flows = self.layers[index].flowing || !any_flowing;
            // Better a larger picture than was asked for than none, when only that one flows.
            let small_enough = index >= wanted || none_small_enough;
            self.best_wanted.is_some() && flows && small_enough
        })
    }

    fn next_better(&self, than: Option<usize>) -> Option<usize> {
        let than = than?;
        self.candidates().rev().find(|&index| index < than)
    }

    fn cost_bps(&self, layer: Option<usize>) -> u64 {
        layer.map_or(0, |index| self.layers[index].bitrate_bps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(bitrates_kbps: &[u64]) -> Demand {
        let layers =
            bitrates_kbps.iter().map(|&kbps| Offered { bitrate_bps: kbps * 1_000, flowing: true }).collect();
        Demand { layers, best_wanted: Some(0), current: None, may_rise: true }
    }

    #[test]
    fn everyone_gets_a_small_picture_before_anyone_gets_a_large_one() {
        let demands = [demand(&[1_500, 500, 150]), demand(&[1_500, 500, 150])];
        assert_eq!(share(0, &demands), [Some(2), Some(2)]);
        assert_eq!(share(800_000, &demands), [Some(1), Some(2)]);
        assert_eq!(share(10_000_000, &demands), [Some(0), Some(0)]);
    }

    #[test]
    fn the_receivers_wish_caps_the_layer() {
        let mut small = demand(&[1_500, 500, 150]);
        small.best_wanted = Some(2);
        let mut off = demand(&[1_500, 500, 150]);
        off.best_wanted = None;
        assert_eq!(share(10_000_000, &[small, off]), [Some(2), None]);
    }

    #[test]
    fn a_layer_that_does_not_flow_is_passed_over() {
        let mut weak = demand(&[1_500, 500, 150]);
        weak.layers[0].flowing = false;
        assert_eq!(share(10_000_000, &[weak]), [Some(1)]);
    }

    #[test]
    fn the_only_layer_that_flows_is_sent_even_if_a_smaller_one_was_wished_for() {
        let mut only_large = demand(&[1_500, 500, 150]);
        only_large.best_wanted = Some(2);
        only_large.layers[1].flowing = false;
        only_large.layers[2].flowing = false;
        assert_eq!(share(10_000_000, &[only_large]), [Some(0)]);
    }

    #[test]
    fn going_up_needs_headroom_and_staying_does_not() {
        let fresh = demand(&[1_000, 200]);
        let mut settled = demand(&[1_000, 200]);
        settled.current = Some(0);
        assert_eq!(share(1_050_000, &[fresh]), [Some(1)]);
        assert_eq!(share(1_050_000, &[settled]), [Some(0)]);
    }

    #[test]
    fn who_has_just_gone_down_stays_there_for_a_while() {
        let mut lowered = demand(&[1_000, 200]);
        lowered.current = Some(1);
        lowered.may_rise = false;
        assert_eq!(share(10_000_000, &[lowered]), [Some(1)]);
    }

    #[test]
    fn a_path_is_probed_for_the_next_layer_and_for_the_best() {
        let demands = [demand(&[1_000, 200]), demand(&[500])];
        let at_first = wanted(&demands, &[Some(1), Some(0)]);
        assert_eq!(at_first, Wanted { next_bps: 1_725_000, all_bps: 1_725_000 });
        let in_the_end = wanted(&demands, &[Some(0), Some(0)]);
        assert_eq!(in_the_end, Wanted { next_bps: 0, all_bps: 1_725_000 });
    }
}
