//! Goals and outcomes in words.

use super::judge::Wish;
use super::outcome::{Drop, Sized};
use crate::Assessment;
use crate::advice::given_up;
use crate::catalog;
use crate::design::fields::{FIELDS, Field, Group};
use crate::design::{Design, Loss, Platform};
use crate::quantity::{Style, Unit, duration, show};

fn usd(value: f64) -> String {
    show(value, Unit::USD, Style::Auto)
}

/// What a design is sized for: `Wished for: 1.25× the peak, the loss of a node survived.`
#[must_use]
pub fn wished(design: &Design) -> String {
    let goals = &design.goals;
    let mut told = vec![format!("{} the peak", show(goals.headroom, Unit::ONE, Style::Times))];
    if design.goals.survive != Loss::None {
        told.push(format!("the loss of a {} survived", goals.survive.word()));
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
        let (on, beside) = searched_on(&self.design).unwrap_or_default();
        let sure = if gap < 0.01 {
            format!("no design of these sizes{on} costs less")
        } else {
            // So much the requests add up to, were pods to fill nodes without a gap.
            format!("none{on} can cost less than {}", usd(self.bound))
        };
        format!("{} a month, {} before; {sure}.{beside}", usd(self.cost), usd(before))
    }
}

/// Of which processor architecture the nodes are that were searched, and the sentence on those that were not; `None` where the
/// region sells one alone.
fn searched_on(design: &Design) -> Option<(String, String)> {
    let Platform { provider, region, node, .. } = &design.platform;
    let arch = catalog::node(provider, node)?.arch;
    let other = catalog::nodes().iter().find(|node| node.arch != arch && catalog::sold(node, provider, region))?;
    let beside = format!(
        " Nodes of {} are left out and may cost less: choose {} and size it again, if all that runs on the nodes has an image for them.",
        other.arch, other.id
    );
    Some((format!(" on {arch} nodes"), beside))
}

/// What is worse with `after` than with `before`, in sentences: copies and zones, what is survived, headroom and its range, the
/// time a search takes, findings that come.
#[must_use]
pub fn worse(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut told = Vec::new();
    let (from, to) = (&before.design, &after.design);
    for (what, was, is) in [
        ("zones", from.platform.zones, to.platform.zones),
        ("copies of each trace", from.tempo.replication_factor, to.tempo.replication_factor),
    ] {
        if is < was {
            told.push(format!("{is} {what}, was {was}.").replacen("1 zones", "One zone", 1).replacen("1 copies", "One copy", 1));
        }
    }
    if from.platform.zone_awareness && !to.platform.zone_awareness {
        told.push("Copies of a trace may lie in one zone: zone awareness is off.".to_owned());
    }
    told.extend(given_up(before, after));
    told
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;

    #[test]
    fn what_gets_worse_is_told() {
        let mut design = Design::default();
        let before = assess(&design);
        assert_eq!(worse(&before, &before), Vec::<String>::new());
        design.platform.zones = 1;
        design.tempo.replication_factor = 2;
        let told = worse(&before, &assess(&design));
        assert!(told.starts_with(&["One zone, was 3.".to_owned(), "2 copies of each trace, was 3.".to_owned()]), "{told:#?}");
        assert!(told.iter().any(|told| told.starts_with("Survives the loss of a zone: no")), "{told:#?}");
        assert!(told.iter().any(|told| told.contains(" RING-03: ")), "{told:#?}");
    }

    #[test]
    fn the_claim_names_the_nodes_that_were_searched() {
        let sized = |design: Design| Sized { design, cost: 10.0, fewer: Vec::new(), bound: 10.0 };
        let claim = sized(Design::default()).claim(20.0);
        assert!(claim.contains("no design of these sizes on amd64 nodes costs less. Nodes of arm64 are left out"), "{claim}");
        let mut own = Design::default();
        own.platform.provider = catalog::SELF_HOSTED.to_owned();
        own.platform.node = "8x32".to_owned();
        assert!(sized(own).claim(20.0).ends_with("no design of these sizes costs less."));
    }
}
