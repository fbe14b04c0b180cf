//! Whatever happens in a room: once it is quiet again, everybody sees and hears everybody.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Happening {
    Join { layers: usize, switched: bool },
    Leave(usize),
    Cut(usize),
    Mend(usize),
    Loss(u64),
    Camera(usize, bool),
    ShowAnew(usize),
    Renew(usize),
    Choose(usize, Option<&'static str>),
    Permit(usize, bool),
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    let who = 0usize..4;
    prop_oneof![
        3 => (0usize..4, prop::bool::weighted(0.2)).prop_map(|(layers, switched)| Join { layers, switched }),
        1 => who.clone().prop_map(Leave),
        1 => who.clone().prop_map(Cut),
        1 => who.clone().prop_map(Mend),
        2 => (0u64..40).prop_map(Loss),
        1 => (who.clone(), any::<bool>()).prop_map(|(at, on)| Camera(at, on)),
        2 => who.clone().prop_map(ShowAnew),
        2 => who.clone().prop_map(Renew),
        1 => (who.clone(), prop::sample::select(vec![None, Some("h"), Some("l")]))
            .prop_map(|(at, rid)| Choose(at, rid)),
        1 => (who, any::<bool>()).prop_map(|(at, all)| Permit(at, all)),
    ]
}

const LAYERS: [&[&str]; 4] = [&[], &["h"], &["h", "l"], &["h", "m", "l"]];

/// The room, and who is in it: a place in `peers`, and whether they see one at a time.
struct Turmoil {
    world: World,
    present: Vec<(usize, bool)>,
}

impl Turmoil {
    fn happen(&mut self, happening: &Happening) {
        let world = &mut self.world;
        let someone = |at: &usize| self.present.get(at % self.present.len().max(1)).map(|(at, _)| *at);
        match happening {
            Happening::Join { layers, switched } if self.present.len() < 4 => {
                let view = if *switched { View::Switched } else { View::Multistream };
                let at = world.join(view, LAYERS[*layers]);
                self.present.push((at, *switched));
            }
            Happening::Join { .. } => {}
            Happening::Leave(at) => {
                let Some(at) = someone(at) else { return };
                world.room.leave(world.now, LegId(at as u128));
                world.peers[at].is_cut_off = true;
                self.present.retain(|(present, _)| *present != at);
            }
            Happening::Cut(at) => someone(at).into_iter().for_each(|at| world.peers[at].is_cut_off = true),
            Happening::Mend(at) => someone(at).into_iter().for_each(|at| world.peers[at].is_cut_off = false),
            Happening::Loss(percent) => world.loss_percent = *percent,
            Happening::Camera(at, on) => someone(at).into_iter().for_each(|at| world.peers[at].shows = *on),
            Happening::ShowAnew(at) => {
                if let Some(at) = someone(at).filter(|at| world.peers[*at].rids.is_empty()) {
                    world.show_anew(at);
                }
            }
            Happening::Renew(at) => {
                let Some(at) = someone(at) else { return };
                for rid in world.peers[at].rids.clone() {
                    world.peers[at].renew_stream(Some(rid));
                }
            }
            Happening::Choose(at, rid) => {
                let Some(at) = someone(at) else { return };
                choose(world, at, *rid);
            }
            Happening::Permit(at, all) => {
                let Some(at) = someone(at) else { return };
                let permissions = if *all { Permissions::ALL } else { Permissions::NONE };
                world.room.permit(world.now, LegId(at as u128), permissions);
            }
        }
    }

    fn calm_down(&mut self) {
        let world = &mut self.world;
        world.loss_percent = 0;
        for &(at, _) in &self.present {
            world.peers[at].is_cut_off = false;
            world.peers[at].shows = true;
            world.room.permit(world.now, LegId(at as u128), Permissions::ALL);
        }
        for _ in 0..300 {
            world.run(Duration::from_millis(100));
            if self.present.iter().all(|(at, _)| world.peers[*at].rtc.is_connected()) {
                break;
            }
        }
        world.run(Duration::from_millis(500));
        // What was chosen for a line holds for whoever is on it later; by now all know who that is.
        for &(at, _) in &self.present {
            choose(world, at, Some("h"));
        }
        world.run(Duration::from_secs(2));
        world.forget_received();
        world.run(Duration::from_secs(1));
    }
}

fn choose(world: &mut World, at: usize, rid: Option<&str>) {
    let lines = world.peers[at].tracks.iter().filter(|track| track.kind == Kind::Video);
    let choices = lines.map(|track| LayerChoice { mid: track.mid.clone(), rid: rid.map(str::to_owned) });
    world.room.choose(world.now, LegId(at as u128), &choices.collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn everybody_sees_everybody_when_it_is_quiet_again(
        happenings in prop::collection::vec((happening(), 20u64..600), 2..10),
    ) {
        let mut turmoil = Turmoil { world: World::new(), present: Vec::new() };
        for (happening, then) in &happenings {
            turmoil.happen(happening);
            turmoil.world.run(Duration::from_millis(*then));
        }
        turmoil.calm_down();
        let Turmoil { world, present } = &turmoil;
        for &(at, switched) in present {
            let sees = |from: usize, kind| world.heard(at, from, kind).len() > 15;
            let seen = |kind| present.iter().filter(|(from, _)| sees(*from, kind)).count();
            let others = if switched { (present.len() - 1).min(1) } else { present.len() - 1 };
            prop_assert_eq!((seen(Kind::Audio), seen(Kind::Video)), (others, others), "{} of {:?}", at, present);
        }
    }
}
