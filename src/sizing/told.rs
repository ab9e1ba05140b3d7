//! Goals and outcomes in words.

use super::Loss;
use super::judge::Wish;
use super::outcome::{Drop, Sized};
use crate::design::Design;
use crate::design::fields::{FIELDS, Field, Group};
use crate::quantity::{Style, Unit, duration, show};

fn usd(value: f64) -> String {
    show(value, Unit::USD, Style::Auto)
}

/// What a design is sized for: `Wished for: 1.25× the peak, the loss of a node survived.`
#[must_use]
pub fn wished(design: &Design) -> String {
    let goals = &design.goals;
    let mut told = vec![format!("{} the peak", show(goals.headroom, Unit::ONE, Style::Times))];
    if Loss::of(design) != Loss::None {
        told.push(format!("the loss of a {} survived", goals.survive));
    }
    if let Some(time) = goals.search_latency {
        told.push(format!("a search in {}", duration(time.seconds())));
    }
    if let Some(budget) = goals.budget {
        told.push(format!("{} a month at most", usd(budget)));
    }
    format!("Wished for: {}.", told.join(", "))
}

/// The fields that differ and belong to no component: node type, zones, copies, and the limits raised.
pub fn changed<'a>(from: &'a Design, to: &'a Design) -> impl Iterator<Item = &'static Field> + 'a {
    FIELDS.iter().filter(|field| !matches!(field.group, Group::Component(_)) && field.write(from) != field.write(to))
}

impl Sized {
    /// What it costs, beside what the design cost before, and how sure it is that nothing is cheaper.
    #[must_use]
    pub fn claim(&self, before: f64) -> String {
        let gap = self.cost - self.bound;
        let sure = if gap < 0.01 {
            "no design of these sizes costs less".to_owned()
        } else {
            // So much the requests add up to, were pods to fill nodes without a gap.
            format!("none can cost less than {}", usd(self.bound))
        };
        format!("{} a month, {} before; {sure}.", usd(self.cost), usd(before))
    }
}

impl Drop {
    /// `Without the budget: $1 537 a month.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let name = match self.wish {
            Wish::Headroom => "With no headroom over the peak",
            Wish::Survive => "Without a loss to survive",
            Wish::SearchLatency => "Without the search latency",
            Wish::Budget => "Without the budget",
            Wish::Runs => "As it is",
        };
        match self.cost {
            Some(cost) => format!("{name}: {} a month.", usd(cost)),
            None => format!("{name}: still nothing."),
        }
    }
}
