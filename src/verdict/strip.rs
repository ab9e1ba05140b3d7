//! The strip as the text of a page: what stands on the screen before the page's code has arrived. Element for element what
//! the page itself puts together (src/page/verdict.rs, src/page/findings.rs), which a browser test holds it to.

use super::{DASHED, Kind, Tile, losses, promise, severity_sign, survival_sign, then, tiles};
use crate::Assessment;
use crate::advice::counts;
use crate::topology::Survival;

/// The whole strip as HTML.
#[must_use]
pub fn strip(assessment: &Assessment) -> String {
    let [sustains, headroom, stored, cost, _] = tiles(assessment);
    let title = element("h2", "class=\"vh\" id=\"verdict-title\"", &text("Verdict"));
    let told = [
        title,
        figure(&sustains, ""),
        figure(&headroom, &then(assessment)),
        lost(assessment),
        figure(&stored, ""),
        figure(&cost, ""),
        findings(assessment),
    ];
    element("section", "class=\"verdict\" id=\"verdict\" aria-labelledby=\"verdict-title\" tabindex=\"-1\"", &told.concat())
}

fn figure(tile: &Tile, then: &str) -> String {
    let value = [span("", &text(&tile.value)), " ".to_owned(), span("u", &text(&tile.unit))].concat();
    let mut caption = String::new();
    for (kind, words) in &tile.caption {
        caption += &match kind {
            Kind::Range => span("", &text(words)),
            Kind::Rest => span("cap", &text(words)),
            Kind::Bottleneck => element("b", "class=\"cap\"", &text(words)),
        };
    }
    caption += &span("then", &text(then));
    pressed(tile.figure, tile.label, &[span("tile-value", &value), span("r", &caption)].concat())
}

fn lost(assessment: &Assessment) -> String {
    let lost = losses(assessment);
    let mut marks = String::new();
    for (name, survival, _) in &lost.each {
        let (class, shape) = survival_sign(*survival);
        let ring = if *survival == Survival::NotPromised { DASHED.map(attribute).concat() } else { String::new() };
        let ring = if ring.is_empty() { ring } else { element("circle", &ring, "") };
        let word = span("vh", &text(&format!(" {} ", promise(*survival))));
        let class_of_all = if *survival == Survival::Yes { "loss" } else { "loss lost" };
        marks += &span(class_of_all, &[span(class, &icon(shape, &ring)), text(name), word].concat());
    }
    let caption = [span("", &text(&lost.caption.0)), span("cap", &text(&lost.caption.1))].concat();
    let inside = [span("tile-value losses", &marks), span("r", &caption)].concat();
    pressed("survivals", ["Survives", " the loss of"], &inside)
}

fn findings(assessment: &Assessment) -> String {
    let mut marks = String::new();
    for (severity, count) in counts(&assessment.findings) {
        let (class, shape) = severity_sign(severity);
        let (class, around) = if count == 0 { ("sev m", "loss lost") } else { (class, "loss") };
        let plural = if count == 1 { "" } else { "s" };
        let word = span("vh", &text(&format!(" {}{plural} ", severity.word())));
        marks += &span(around, &[span(class, &icon(shape, "")), span("", &count.to_string()), word].concat());
    }
    let worst = assessment.findings.first().map_or("nothing to mend", |finding| finding.title);
    let inside = [
        span("l", &text("Findings")),
        span("tile-value losses counts", &marks),
        element("span", "class=\"r worst\" data-may-scroll=\"\"", &text(worst)),
    ];
    element("button", "class=\"tile\" type=\"button\" data-command=\"findings\"", &inside.concat())
}

fn pressed(figure: &str, label: [&str; 2], inside: &str) -> String {
    let label = span("l", &[text(label[0]), span("cap", &text(label[1]))].concat());
    let attributes = format!("class=\"tile\" type=\"button\"{}", attribute(("data-figure", figure)));
    element("button", &attributes, &[label, inside.to_owned()].concat())
}

fn icon(shape: &str, more: &str) -> String {
    let path = element("path", &attribute(("d", shape)), "");
    element("svg", "class=\"ic\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"", &[path, more.to_owned()].concat())
}

fn span(class: &str, inside: &str) -> String {
    let attributes = if class.is_empty() { String::new() } else { attribute(("class", class)) };
    element("span", &attributes, inside)
}

fn element(tag: &str, attributes: &str, inside: &str) -> String {
    let gap = if attributes.is_empty() || attributes.starts_with(' ') { "" } else { " " };
    format!("<{tag}{gap}{attributes}>{inside}</{tag}>")
}

fn attribute((name, value): (&str, &str)) -> String {
    format!(" {name}=\"{}\"", text(value))
}

fn text(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assess, design::Design};

    #[test]
    fn the_strip_says_what_the_tiles_say() {
        let assessment = assess(&Design::default());
        let strip = strip(&assessment);
        for tile in tiles(&assessment).iter().take(4) {
            for part in [&tile.value, &tile.unit, &tile.caption[0].1] {
                assert!(strip.contains(&format!(">{part}<")), "{part} is missing in {strip}");
            }
        }
        assert_eq!(strip.matches("<button").count(), 6);
        assert_eq!(strip.matches('<').count(), 2 * strip.matches("</").count(), "every element is closed");
        assert_eq!(text("a < \"b\" & c"), "a &lt; &quot;b&quot; &amp; c");
    }
}
