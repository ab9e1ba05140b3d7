//! `tempo-designer compare`: two designs side by side, number by number, and over a growing load.

use crate::{Change, load, plain, quoted};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempo_designer::assess;
use tempo_designer::catalog::{OPERATOR_SIZES, OperatorSize, operator_size};
use tempo_designer::compare::{Comparison, Load, Side, at_load, compare, of_size, size_words};
use tempo_designer::design::Design;
use tempo_designer::diagram::{LOAD_HEADS, load_rows};
use tempo_designer::estimate::Range;
use tempo_designer::problem::Problem;

#[derive(clap::Args)]
pub struct Compare {
    /// A: a design document; - for standard input; or one of the Tempo Operator's sizes: 1x.pico, 1x.extra-small, 1x.small,
    /// 1x.medium.
    first: PathBuf,
    /// B: likewise. A size stands on the platform of the other.
    second: PathBuf,
    /// Whose load both bear.
    #[arg(long, value_enum, default_value = "each")]
    load: Whose,
    /// Every field and every figure of both, and the load curves.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    change: Change,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Whose {
    /// Each its own.
    Each,
    /// That of the first.
    A,
    /// That of the second.
    B,
}

pub fn run(arguments: &Compare) -> Result<ExitCode, Vec<Problem>> {
    let paths = [arguments.first.as_path(), arguments.second.as_path()];
    let sizes = paths.map(size);
    if paths == [Path::new("-"); 2] {
        return Err(vec![Problem::new("-", "Standard input holds one design, not two.", "Name a file for one of them.")]);
    }
    // A size takes the platform of the other: that one is read first. `--set` changes both, or what differs would be the change.
    let read = |path: &Path| load(path, &arguments.change);
    let [first, second] = match sizes {
        [None, None] => [read(paths[0])?, read(paths[1])?],
        [None, Some(size)] => read(paths[0]).map(|design| [design.clone(), of_size(size, &design)])?,
        [Some(size), None] => read(paths[1]).map(|design| [of_size(size, &design), design])?,
        [Some(a), Some(b)] => [a, b].map(|size| of_size(size, &Design::default())),
    };
    let whose = match arguments.load {
        Whose::Each => Load::Each,
        Whose::A => Load::First,
        Whose::B => Load::Second,
    };
    let [a, b] = at_load(&first, &second, whose).map(|design| assess(&design));
    let told = compare(&a, &b);
    let mut says = told.says.clone();
    for (size, of) in sizes.into_iter().zip([&a, &b]) {
        says.extend(size.into_iter().flat_map(|size| size_words(size, of)));
    }
    if arguments.json {
        say!("{:#}", as_json(&told, &says));
    } else {
        tell(&told, &says);
    }
    Ok(ExitCode::SUCCESS)
}

/// What `init` begins with: the default, or a size of the operator's on its platform.
pub fn begin(size: Option<&str>) -> Result<Design, Vec<Problem>> {
    let Some(id) = size else { return Ok(Design::default()) };
    let sizes: Vec<&str> = OPERATOR_SIZES.iter().map(|size| size.id).collect();
    let unknown = || {
        let what = format!("No size is called {}.", quoted(id));
        vec![Problem::new("--size", what, format!("Type one of {}.", sizes.join(", ")))]
    };
    operator_size(id).map(|size| of_size(size, &Design::default())).ok_or_else(unknown)
}

/// The size of this name, unless a file is called so.
fn size(path: &Path) -> Option<&'static OperatorSize> {
    if path.exists() { None } else { operator_size(path.to_str()?) }
}

fn tell(told: &Comparison, says: &[String]) {
    say!("A  {}", told.names[0]);
    say!("B  {}", told.names[1]);
    say!("");
    says.iter().for_each(|words| say!("{}", plain(words)));
    let fields: Vec<_> = told.fields.iter().filter(|pair| pair.differs).collect();
    if !fields.is_empty() {
        say!("");
        say!("{:<44} {:>24} {:>24}", "Fields that differ", "A", "B");
        for pair in fields {
            say!("{:<44} {:>24} {:>24}", pair.label, plain(&pair.values[0]), plain(&pair.values[1]));
        }
    }
    let figures: Vec<_> = told.figures.iter().filter(|pair| pair.differs).collect();
    if !figures.is_empty() {
        say!("");
        say!("{:<36} {:>30} {:>30} {:>8}  Better", "Figures that differ", "A", "B", "B/A");
        let whole = |value: String, range: String| if range.is_empty() { value } else { format!("{value} ({range})") };
        for pair in figures {
            let better = pair.better.map_or("", |side| if side == Side::A { "A" } else { "B" });
            let line = format!(
                "{:<36} {:>30} {:>30} {:>8}  {better}",
                pair.label,
                plain(&whole(pair.shown(Side::A), pair.shown_range(Side::A))),
                plain(&whole(pair.shown(Side::B), pair.shown_range(Side::B))),
                plain(&pair.shown_ratio())
            );
            say!("{}", line.trim_end());
        }
    }
    say!("");
    let [first, rest @ ..] = LOAD_HEADS;
    say!("{first:<8} {}", rest.map(|head| format!("{head:>24}")).join(" "));
    for row in load_rows(told) {
        let cells: Vec<String> = row[1..].iter().map(|cell| format!("{:>24}", plain(cell))).collect();
        say!("{:<8} {}", plain(&row[0]), cells.join(" "));
    }
}

fn as_json(told: &Comparison, says: &[String]) -> Value {
    let range = |range: Range| json!({"low": range.low, "likely": range.likely, "high": range.high});
    let side = |side: Side| if side == Side::A { "a" } else { "b" };
    let curve = |curve: &tempo_designer::compare::Curve| {
        json!({
            "points": curve.points.iter().map(|point| json!({
                "multiple": point.multiple,
                "cost": range(point.cost),
                "per_million_spans": range(point.per_million),
                "headroom": point.headroom,
            })).collect::<Vec<_>>(),
            "breaks": curve.breaks.iter().map(|found| json!({
                "component": found.role.target(),
                "resource": found.resource.name(),
                "multiple": found.multiple,
            })).collect::<Vec<_>>(),
        })
    };
    json!({
        "a": told.names[0],
        "b": told.names[1],
        "same_load": told.same_load,
        "says": says,
        "fields": told.fields.iter().map(|pair| json!({
            "field": pair.path, "label": pair.label, "a": pair.values[0], "b": pair.values[1], "differs": pair.differs,
        })).collect::<Vec<_>>(),
        "figures": told.figures.iter().map(|pair| json!({
            "id": pair.id,
            "label": pair.label,
            "unit": pair.unit.to_string(),
            "a": pair.ranges[0].map(range),
            "b": pair.ranges[1].map(range),
            "ratio": pair.ratio,
            "better": pair.better.map(side),
            "differs": pair.differs,
        })).collect::<Vec<_>>(),
        "only_a": told.findings[0].iter().map(|finding| finding.id).collect::<Vec<_>>(),
        "only_b": told.findings[1].iter().map(|finding| finding.id).collect::<Vec<_>>(),
        "survives": told.losses.iter().map(|(what, [a, b])| json!({"loss": what, "a": a.0.word(), "b": b.0.word()})).collect::<Vec<_>>(),
        "curve_a": curve(&told.curves[0]),
        "curve_b": curve(&told.curves[1]),
    })
}
