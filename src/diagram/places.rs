//! Where the boxes of the data flow stand: beside each other in a landscape, one below the other on a phone.

use super::scene::Size;
use crate::design::Role;

const NODE_WIDTH: f64 = 140.0;
pub(super) const OUTSIDE_HEIGHT: f64 = 60.0;
/// How far the lid of the object store rises above the cards beside it.
pub(super) const STORE_RISE: f64 = 14.0;
/// Of the object store below that, whatever the cards' height.
pub(super) const STORE_HEIGHT: f64 = 104.0;

/// The size of a component's card.
#[derive(Clone, Copy)]
pub(super) struct Card {
    pub width: f64,
    pub height: f64,
    /// Width of the column of + and −.
    pub column: f64,
    /// How far a flag rises above the card.
    pub flag: f64,
}

impl Card {
    fn new(width: f64, coarse: bool) -> Card {
        let (height, column) = if coarse { (140.0, 44.0) } else { (104.0, 29.0) };
        Card { width, height, column, flag: 23.0 }
    }
}

/// Upper left corners, and the sizes that depend on the room.
pub(super) struct Places {
    pub clients: (f64, f64),
    pub grafana: (f64, f64),
    pub outside_width: f64,
    pub nodes: [(f64, f64); 5],
    pub store: (f64, f64),
    pub card: Card,
    pub height: f64,
}

impl Places {
    pub fn of(&self, role: Role) -> (f64, f64) {
        self.nodes[Role::ALL.iter().position(|&r| r == role).unwrap_or(0)]
    }

    pub fn landscape(size: Size, coarse: bool) -> Places {
        // Between a phone and a wide window the boxes give way, so that the words on the edges keep their room.
        let (width, outside_width) = if size.width < 740.0 { (NODE_WIDTH - 14.0, 88.0) } else { (NODE_WIDTH, 104.0) };
        let gap = ((size.width - 24.0 - outside_width - 3.0 * width) / 3.0).max(20.0);
        let card = Card::new(width, coarse);
        let height = size.height.max(232.0 + 2.0 * card.height);
        let free = height - 2.0 * card.height - 60.0;
        let between = (free * 0.48).clamp(104.0, 190.0);
        let top = ((height - 40.0 - 2.0 * card.height - between) / 2.0).max(34.0);
        let bottom = top + card.height + between;
        let column = |at: f64| 12.0 + outside_width + gap + at * (width + gap);
        let middle = (card.height - OUTSIDE_HEIGHT) / 2.0;
        Places {
            clients: (12.0, top + middle),
            grafana: (12.0, bottom + middle),
            outside_width,
            nodes: [(column(0.0), top), (column(1.0), top), (column(0.0), bottom), (column(1.0), bottom), (column(2.0), bottom)],
            store: (column(2.0), top - STORE_RISE + (card.height - STORE_HEIGHT) / 2.0),
            card,
            height,
        }
    }

    pub fn portrait(size: Size, coarse: bool) -> Places {
        let width = ((size.width - 24.0 - 40.0) / 2.0).clamp(NODE_WIDTH - 14.0, 200.0);
        let (left, right) = (12.0, size.width - 12.0 - width);
        // On the card's edge, since what comes down to the card has its words there.
        let card = Card { flag: 14.0, ..Card::new(width, coarse) };
        // Under a card there is room for the handles of its resources, for a rate, and for the flag of the next card.
        let row = |at: f64| 14.0 + OUTSIDE_HEIGHT + 58.0 + at * (card.height + if coarse { 96.0 } else { 66.0 });
        Places {
            clients: (left, 14.0),
            grafana: (right, 14.0),
            outside_width: width,
            nodes: [(left, row(0.0)), (left, row(1.0)), (right, row(0.0)), (right, row(1.0)), (right, row(2.0) + 14.0)],
            store: (left, row(2.0)),
            card,
            height: row(2.0) + 14.0 + card.height + if coarse { 80.0 } else { 44.0 },
        }
    }
}
