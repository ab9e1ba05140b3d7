//! The verdict: the few figures a reader looks at first, as text. Tiles on the page, a sentence for those who listen.

mod strip;

pub use strip::strip;

use crate::Assessment;
use crate::advice::Severity;
use crate::design::Role;
use crate::quantity::{GIB, group, show_apart, significant};
use crate::topology::Survival;

/// What a piece of a caption is, since narrow screens drop some and the bottleneck is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shown everywhere.
    Range,
    /// What the figure is held against; dropped first.
    Rest,
    /// The component and resource that bind.
    Bottleneck,
}

/// One figure of the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub figure: &'static str,
    /// The first piece stands everywhere, the second where there is room.
    pub label: [&'static str; 2],
    pub value: String,
    pub unit: String,
    pub caption: Vec<(Kind, String)>,
}

impl Tile {
    /// The figure's value and range; the caption goes on from there.
    fn of(assessment: &Assessment, figure: &'static str, label: [&'static str; 2]) -> Tile {
        let mut tile =
            Tile { figure, label, value: "–".to_owned(), unit: String::new(), caption: vec![(Kind::Range, String::new())] };
        if let Some(found) = assessment.estimate.figure(figure) {
            (tile.value, tile.unit) = show_apart(found.range().likely, found.unit(), found.style());
            tile.caption[0].1 = found.show_range();
        }
        tile
    }

    /// Without the unit in the range, where the value above it says it already.
    fn unit_once(mut self) -> Tile {
        let range = &mut self.caption[0].1;
        if let Some(bare) = range.strip_suffix(&self.unit) {
            *range = bare.trim_end_matches('\u{202f}').to_owned();
        }
        self
    }

    fn with(mut self, kind: Kind, text: impl Into<String>) -> Tile {
        self.caption.push((kind, text.into()));
        self
    }

    /// The rest, after a comma where a range stands before it.
    fn rest(self, text: &str) -> Tile {
        let text = if self.caption[0].1.is_empty() { text.to_owned() } else { format!(", {text}") };
        self.with(Kind::Rest, text)
    }

    /// The caption in one piece.
    #[must_use]
    pub fn caption(&self) -> String {
        self.caption.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// What the loss of a pod, a node and a zone does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Losses {
    pub each: [(&'static str, Survival, String); 3],
    /// The first that is not survived, and why not.
    pub caption: (String, String),
}

/// In words beside the icon.
#[must_use]
pub fn promise(survival: Survival) -> &'static str {
    match survival {
        Survival::Yes => "survived",
        Survival::NotPromised => "not promised",
        Survival::No => "not survived",
    }
}

/// Class and shape of a sign in a box of 16: a shape for each, so that the colour need not be seen.
type Sign = (&'static str, &'static str);

const CROSS: &str = "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4";

/// What is not promised has [`DASHED`] around it.
#[must_use]
pub fn survival_sign(survival: Survival) -> Sign {
    match survival {
        Survival::Yes => ("c-ok", "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.2 8.2 7.2 10.2 10.9 6"),
        Survival::NotPromised => ("c-warn", "M5.2 8h5.6"),
        Survival::No => ("c-err", CROSS),
    }
}

/// The attributes of a broken circle.
pub const DASHED: [(&str, &str); 4] = [("cx", "8"), ("cy", "8"), ("r", "6.2"), ("stroke-dasharray", "2.6 2.27")];

#[must_use]
pub fn severity_sign(severity: Severity) -> Sign {
    match severity {
        Severity::Error => ("sev c-err", CROSS),
        Severity::Warning => ("sev c-warn", "M8 2 14.5 13.5h-13zM8 6.5V10M8 12v.1"),
        Severity::Note => ("sev c-info", "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.3v4M8 4.9V5"),
    }
}

#[must_use]
pub fn losses(assessment: &Assessment) -> Losses {
    let told = &assessment.survivals;
    let each = [("pod", &told.pod), ("node", &told.node), ("zone", &told.zone)]
        .map(|(name, (survival, why))| (name, *survival, why.clone()));
    let caption = match each.iter().find(|(_, survival, _)| *survival != Survival::Yes) {
        Some((name, survival, why)) => (format!("{name}: {}", promise(*survival)), format!(", {why}")),
        None => ("any one of them".to_owned(), String::new()),
    };
    Losses { each, caption }
}

/// The five figures of the verdict, in their order on the screen.
#[must_use]
pub fn tiles(assessment: &Assessment) -> [Tile; 5] {
    let estimate = &assessment.estimate;
    let asked = group(estimate.range("load.peak_spans").likely);
    let sustains = Tile::of(assessment, "capacity.sustainable", ["Sustains at peak", ""]).unit_once();
    let headroom = Tile::of(assessment, "capacity.headroom", ["Headroom", ""]).unit_once();
    let headroom = match estimate.bottleneck() {
        Some(binding) => {
            let name = format!("{} {}", binding.role.title().to_ascii_lowercase(), binding.resource.name());
            let comma = if headroom.caption[0].1.is_empty() { "" } else { ", " };
            let verb = if binding.multiple < 1.0 { " is short" } else { " binds" };
            headroom.with(Kind::Rest, comma).with(Kind::Bottleneck, name).with(Kind::Rest, verb)
        }
        None => headroom.with(Kind::Rest, "nothing runs out as the load grows"),
    };
    let stored = Tile::of(assessment, "storage.stored", ["Stored", " at steady state"]);
    let stored = stored.rest(&format!("kept {}", assessment.design.retention_words()));
    let cost = Tile::of(assessment, "cost.total", ["Monthly cost", ""]);
    let cost = match estimate.unpriced.as_slice() {
        [] => cost.rest(&format!("prices of {}", estimate.price_date())),
        [one] => cost.rest(&format!("{} unpriced", one.line.to_ascii_lowercase())),
        more => cost.rest(&format!("{} lines unpriced", more.len())),
    };
    let nodes = Tile::of(assessment, "nodes.count", ["Nodes and pods", ""]);
    let pods = Role::ALL.iter().map(|&role| f64::from(assessment.design.component(role).replicas)).sum();
    let comma = if nodes.caption[0].1.is_empty() { "" } else { ", " };
    let nodes = nodes.with(Kind::Range, format!("{comma}{} pods", group(pods))).with(
        Kind::Rest,
        format!(
            ", {} cores, {}\u{202f}Gi",
            significant(estimate.range("nodes.requested_cpu").likely),
            significant(GIB.count(estimate.range("nodes.requested_memory").likely)),
        ),
    );
    [sustains.rest(&format!("asked {asked}")), headroom, stored, cost, nodes]
}

/// What runs out after the bottleneck, as the caption of the headroom goes on: `, then ingester CPU at 8.1×`.
#[must_use]
pub fn then(assessment: &Assessment) -> String {
    assessment.estimate.binding.get(1).map_or(String::new(), |second| {
        format!(", then {} {} at {}×", second.role.title(), second.resource.name(), significant(second.multiple))
    })
}

/// The verdict for those who listen: one sentence per thing, so that only what changed need be said.
#[must_use]
pub fn sentences(assessment: &Assessment) -> Vec<String> {
    let binds = match assessment.estimate.bottleneck() {
        Some(binding) => format!("{} {} binds first", binding.role.title(), binding.resource.name()),
        None => "nothing binds".to_owned(),
    };
    let lost: Vec<String> =
        losses(assessment).each.iter().map(|(name, survival, _)| format!("{name} {}", promise(*survival))).collect();
    let [sustains, headroom, stored, cost, nodes] = tiles(assessment).map(|tile| format!("{} {}", tile.value, tile.unit));
    [
        format!("Sustains {sustains} at peak."),
        format!("Headroom {headroom}, {binds}."),
        format!("Loss of one: {}.", lost.join(", ")),
        format!("Stored {stored}."),
        format!("{cost} a month."),
        format!("{nodes}."),
    ]
    .map(|text| text.replace('\u{202f}', "").replace("× ", " times").replace(" a month", "a month").replace(" .", "."))
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assess, design::Design};

    #[test]
    fn captions_say_what_a_figure_is_held_against_and_stay_short() {
        let assessment = assess(&Design::default());
        let [sustains, headroom, stored, cost, nodes] = tiles(&assessment);
        assert!(sustains.caption().ends_with(", asked 4\u{202f}000"), "{}", sustains.caption());
        assert_eq!(sustains.unit, "spans/s");
        assert!(headroom.caption().ends_with(", compactor memory binds"), "{}", headroom.caption());
        assert!(stored.caption().ends_with("GB, kept 7d"), "{}", stored.caption());
        assert!(cost.value.starts_with('$') && cost.caption().contains(", prices of 20"), "{}", cost.caption());
        assert_eq!(nodes.caption(), "12 pods, 9.5 cores, 15\u{202f}Gi");
        for tile in [sustains, headroom, stored, cost, nodes] {
            assert!(tile.caption().chars().count() < 45, "{}", tile.caption());
        }
        let said = sentences(&assessment);
        assert!(said[1].ends_with(" times, Compactor memory binds first."), "{said:?}");
        assert!(said[4].starts_with('$') && said[4].ends_with(" a month."), "{said:?}");
        assert!(then(&assessment).starts_with(", then ") && then(&assessment).ends_with('×'));
    }

    #[test]
    fn the_first_loss_that_is_not_survived_gives_its_reason() {
        let mut design = Design::default();
        assert_eq!(losses(&assess(&design)).caption, ("zone: not promised".to_owned(), ", awareness is off".to_owned()));
        design.platform.zone_awareness = true;
        assert_eq!(losses(&assess(&design)).caption.0, "any one of them");
        design.tempo.replication_factor = 1;
        assert_eq!(losses(&assess(&design)).caption.0, "pod: not survived");
    }
}
