//! Secondary suppression: hides cells until every hidden count has alternatives.
//!
//! An alternative shifts a record between two groups in two slots. With two quarters the one group has one more in the
//! first and one less in the second, the other the other way round; with a quarter and the year, the one group has one
//! more in both, the other one less. Either way the sums over groups and over quarters stay as they are.

use flsdb_domain::{vocabulary::Coded, wire::kpis::Dimension};

use super::{
    SLOTS, YEAR,
    counts::{Row, Table},
    room::{Aspect, Room, Slots},
};
use crate::source::ServiceInfo;

/// Groups that add up to the national value, some by way of others.
pub(super) struct Hierarchy {
    nodes: Vec<Node>,
    /// How many alternatives with different groups a hidden count needs: two where a group knows its own counts.
    needed: usize,
}

struct Node {
    dimension: Dimension,
    row: Row,
    place: Place,
    /// The group itself, or the services that it is the sum of.
    leaves: Vec<usize>,
    /// The leaves inside and outside between which a shift changes the group.
    pairs: Vec<(usize, usize)>,
}

impl Node {
    fn new(dimension: Dimension, row: Row, place: Place) -> Self {
        Node {
            dimension,
            row,
            place,
            leaves: Vec::new(),
            pairs: Vec::new(),
        }
    }
}

enum Place {
    /// A group that is no sum of others: which sums it is part of, and whether hip fractures are known, without which a
    /// record has no part in KPI 2.
    Leaf {
        sums: [Option<usize>; 2],
        has_hips: bool,
    },
    /// A sum of services.
    Sum,
}

/// A shift between two leaves with this second slot, and what it costs to hide the cells that it changes.
struct Proposal {
    pair: (usize, usize),
    second: usize,
    cost: u64,
}

/// Which groups may be thought to have one more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Those with records to count: others may be known to have none.
    Records,
    /// Any.
    Any,
}

/// Up or down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shift {
    More,
    Less,
}

impl Shift {
    fn opposite(self) -> Self {
        match self {
            Shift::More => Shift::Less,
            Shift::Less => Shift::More,
        }
    }
}

impl Hierarchy {
    /// Groups that add up to the national value, and nothing else.
    pub(super) fn flat(table: Table) -> Self {
        let dimension = table.dimension;
        let place = || Place::Leaf {
            sums: [None; 2],
            has_hips: true,
        };
        let leaves = table
            .rows
            .into_iter()
            .map(|row| Node::new(dimension, row, place()));
        Hierarchy {
            nodes: leaves.collect(),
            needed: 1,
        }
        .with_pairs()
    }

    /// Services, which add up to their regions and nations, and these to the national value.
    pub(super) fn of_places(tables: Vec<Table>, services: &[ServiceInfo]) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        for table in tables {
            let dimension = table.dimension;
            let sums = table
                .rows
                .into_iter()
                .map(|row| Node::new(dimension, row, Place::Sum));
            nodes.extend(sums);
        }
        let find = |nodes: &[Node], dimension: Dimension, group: Option<&str>| {
            nodes
                .iter()
                .position(|node| node.dimension == dimension && node.row.group.as_deref() == group)
        };
        for info in services {
            let service = find(&nodes, Dimension::Service, Some(info.code.as_str()));
            let sums = [
                find(&nodes, Dimension::Region, info.region.as_deref()),
                find(&nodes, Dimension::Nation, Some(info.nation.token())),
            ];
            if let Some(node) = service.and_then(|at| nodes.get_mut(at)) {
                let has_hips = !info.hip_fractures.is_empty();
                node.place = Place::Leaf { sums, has_hips };
            }
        }
        Hierarchy { nodes, needed: 2 }.with_pairs()
    }

    /// A record is shifted between services that both know their hip fractures, or both do not: else KPI 2 and the spine
    /// ratio would tell. Where there are too few of a kind the national values tell anyway.
    fn with_pairs(mut self) -> Self {
        let all: Vec<usize> = self.leaves().collect();
        let are_few = |kind: Option<bool>| {
            all.iter().filter(|leaf| self.has_hips(**leaf) == kind).count() <= self.needed
        };
        let mixes = are_few(Some(true)) || are_few(Some(false));
        for at in 0..self.nodes.len() {
            let is_inside = |leaf: &usize| *leaf == at || self.sums(*leaf).contains(&Some(at));
            let (inside, outside): (Vec<usize>, Vec<usize>) = all.iter().copied().partition(is_inside);
            let pairs = inside
                .iter()
                .flat_map(|one| outside.iter().map(move |other| (*one, *other)))
                .filter(|(one, other)| mixes || self.has_hips(*one) == self.has_hips(*other))
                .collect();
            if let Some(node) = self.nodes.get_mut(at) {
                (node.leaves, node.pairs) = (inside, pairs);
            }
        }
        self
    }

    /// The groups with their dimensions.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Dimension, &Row)> {
        self.nodes.iter().map(|node| (node.dimension, &node.row))
    }

    /// Hides further cells until every hidden cell has its alternatives in every aspect, or the national value leaves
    /// none. Ends, because each step hides a cell that was not hidden.
    pub(super) fn close(&self, aspects: &[Aspect], weights: &[[u64; SLOTS]], hidden: &mut [Slots]) {
        loop {
            let before = hidden.to_vec();
            for aspect in aspects {
                for (at, room) in aspect.iter().enumerate() {
                    for slot in 0..SLOTS {
                        let is_hidden = hidden.get(at).is_some_and(|slots| has(*slots, slot));
                        if is_hidden && has(room.needed, slot) {
                            self.cover(aspect, weights, (at, slot), hidden);
                        }
                    }
                }
            }
            if before == hidden {
                return;
            }
        }
    }

    /// Gives one hidden cell its alternatives, hiding what costs least. Where none is left among groups that have records to
    /// count, those without must do: that they have none is not told either.
    fn cover(
        &self,
        aspect: &Aspect,
        weights: &[[u64; SLOTS]],
        subject: (usize, usize),
        hidden: &mut [Slots],
    ) {
        for trust in [Trust::Records, Trust::Any] {
            let (at, slot) = subject;
            loop {
                let Some(avoid) = self.lacks(aspect, trust, subject, hidden) else {
                    return;
                };
                let pairs = self
                    .pairs(at)
                    .filter(|(one, other)| !avoid.contains(other) && (*one == at || !avoid.contains(one)));
                let proposals =
                    pairs.flat_map(|pair| self.shifts(aspect, trust, pair, slot, weights, hidden));
                let Some(best) = proposals.min_by_key(|proposal| proposal.cost) else {
                    break;
                };
                for row in self.touched(best.pair) {
                    if let Some(known) = hidden.get_mut(row) {
                        *known |= bit(slot) | bit(best.second);
                    }
                }
            }
        }
    }

    /// None if the alternatives suffice; else the groups with which a further one is of no use.
    fn lacks(
        &self,
        aspect: &Aspect,
        trust: Trust,
        (at, slot): (usize, usize),
        hidden: &[Slots],
    ) -> Option<Vec<usize>> {
        let stands = |pair: &(usize, usize)| self.stands(aspect, trust, *pair, slot, hidden);
        let node = self.nodes.get(at)?;
        match node.place {
            Place::Leaf { .. } => {
                let mates: Vec<usize> = self
                    .pairs(at)
                    .filter(stands)
                    .map(|(_, other)| other)
                    .take(self.needed)
                    .collect();
                (mates.len() < self.needed).then_some(mates)
            }
            Place::Sum => {
                let standing: Vec<(usize, usize)> = self.pairs(at).filter(stands).collect();
                let Some((one, other)) = standing.first() else {
                    return Some(Vec::new());
                };
                // A service knows its own counts: the alternative must not be its own, unless it is all there is to hide.
                let is_told_to = |knows: usize| {
                    let avoids = |pair: &(usize, usize)| pair.0 != knows && pair.1 != knows;
                    let mut others = node.leaves.iter().filter(|leaf| **leaf != knows);
                    !standing.iter().any(avoids)
                        && others.any(|leaf| hidden.get(*leaf).is_some_and(|slots| has(*slots, slot)))
                };
                [*one, *other]
                    .into_iter()
                    .find(|knows| is_told_to(*knows))
                    .map(|knows| vec![knows])
            }
        }
    }

    fn pairs(&self, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let node = self.nodes.get(at);
        node.into_iter().flat_map(|node| node.pairs.iter().copied())
    }

    fn leaves(&self) -> impl Iterator<Item = usize> + '_ {
        let is_leaf = |node: &Node| matches!(node.place, Place::Leaf { .. });
        self.nodes
            .iter()
            .enumerate()
            .filter(move |(_, node)| is_leaf(node))
            .map(|(at, _)| at)
    }

    fn sums(&self, at: usize) -> [Option<usize>; 2] {
        match self.nodes.get(at).map(|node| &node.place) {
            Some(Place::Leaf { sums, .. }) => *sums,
            _ => [None; 2],
        }
    }

    fn has_hips(&self, at: usize) -> Option<bool> {
        match self.nodes.get(at)?.place {
            Place::Leaf { has_hips, .. } => Some(has_hips),
            Place::Sum => None,
        }
    }

    /// The groups that a shift between two leaves changes: themselves and the sums that do not hold both.
    fn touched(&self, (one, other): (usize, usize)) -> impl Iterator<Item = usize> {
        let sums = self.sums(one).into_iter().zip(self.sums(other));
        let apart = sums.filter(|(one, other)| one != other);
        let above = apart.flat_map(|(one, other)| [one, other]).flatten();
        [one, other].into_iter().chain(above)
    }

    /// Whether a record can be shifted between two leaves within the hidden cells.
    fn stands(
        &self,
        aspect: &Aspect,
        trust: Trust,
        pair: (usize, usize),
        slot: usize,
        hidden: &[Slots],
    ) -> bool {
        let common = self
            .touched(pair)
            .map(|at| hidden.get(at).copied().unwrap_or_default())
            .fold(Slots::MAX, |common, slots| common & slots);
        has(common, slot) && possible(aspect, trust, pair, slot).any(|other| has(common, other))
    }

    /// The shifts between two leaves, and what each would cost to hide.
    fn shifts(
        &self,
        aspect: &Aspect,
        trust: Trust,
        pair: (usize, usize),
        slot: usize,
        weights: &[[u64; SLOTS]],
        hidden: &[Slots],
    ) -> impl Iterator<Item = Proposal> {
        let cost = move |at: usize, slot: usize| match hidden.get(at) {
            Some(slots) if has(*slots, slot) => 0,
            _ => weights.get(at).and_then(|w| w.get(slot)).copied().unwrap_or(0) + 1,
        };
        possible(aspect, trust, pair, slot).map(move |second| Proposal {
            pair,
            second,
            cost: self
                .touched(pair)
                .map(|at| cost(at, slot) + cost(at, second))
                .sum(),
        })
    }
}

/// The second slots of the shifts that are possible between two leaves with the first slot given.
fn possible(
    aspect: &Aspect,
    trust: Trust,
    (one, other): (usize, usize),
    slot: usize,
) -> impl Iterator<Item = usize> {
    let rooms = aspect.get(one).copied().zip(aspect.get(other).copied());
    let is_possible = move |second: usize, shift: Shift| {
        let across = if slot == YEAR || second == YEAR {
            shift
        } else {
            shift.opposite()
        };
        rooms.is_some_and(|(one, other)| {
            let subject = match shift {
                Shift::More if trust == Trust::Records => one.likely_up,
                Shift::More => one.up,
                Shift::Less => one.down,
            };
            has(subject, slot)
                && allows(one, trust, across, second)
                && allows(other, trust, shift.opposite(), slot)
                && allows(other, trust, across.opposite(), second)
        })
    };
    (0..SLOTS).filter(move |second| {
        *second != slot
            && [Shift::More, Shift::Less]
                .into_iter()
                .any(|shift| is_possible(*second, shift))
    })
}

fn allows(room: Room, trust: Trust, shift: Shift, slot: usize) -> bool {
    match (shift, trust) {
        (Shift::More, Trust::Records) => has(room.sure_up, slot),
        (Shift::More, Trust::Any) => has(room.up, slot),
        (Shift::Less, _) => has(room.down, slot),
    }
}

fn bit(slot: usize) -> Slots {
    1 << slot
}

pub(super) fn has(slots: Slots, slot: usize) -> bool {
    slots & bit(slot) != 0
}
