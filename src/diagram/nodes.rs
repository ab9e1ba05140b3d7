//! Pods on nodes: per node two stacked bars, CPU requests above memory, hatched where nobody requested anything.

use super::Row;
use super::scene::{Group, Scene, Shape, Shapes, Size, Target, coordinate, lines, path, rect, text, width};
use crate::Assessment;
use crate::design::{Design, Role};
use crate::estimate::{PackedNode, Packing};
use crate::quantity::{GIB, significant};

const ROW: f64 = 96.0;
const RIGHT: f64 = 84.0;

/// Room for the names of the nodes and of their zones: on a phone no more than the bars can spare.
fn left(size: Size, design: &Design) -> f64 {
    let (least, most) = if size.width < 480.0 { (72.0, 104.0) } else { (110.0, 170.0) };
    let zones = 0..design.platform.zones as usize;
    zones.map(|zone| width(&design.zone_name(zone)) + 8.0).fold(least, f64::max).min(most)
}

/// As much of the end of a name as there is room for: zones of a region differ in their ends.
fn ending(name: String, room: f64) -> String {
    let (count, most) = (name.chars().count(), ((room - 8.0) / width("0")) as usize);
    if count <= most { name } else { ['…'].into_iter().chain(name.chars().skip(count + 1 - most)).collect() }
}

/// Nodes that carry the same pods are drawn once, with their number.
struct Alike<'p> {
    first: usize,
    count: usize,
    node: &'p PackedNode,
}

fn alike(packing: &Packing) -> Vec<Alike<'_>> {
    let mut groups: Vec<Alike> = Vec::new();
    for (at, node) in packing.nodes.iter().enumerate() {
        match groups.iter_mut().find(|group| group.node.pods == node.pods) {
            Some(group) => group.count += 1,
            None => groups.push(Alike { first: at, count: 1, node }),
        }
    }
    groups
}

/// The picture of the packing. Without a known node type there is a sentence instead.
#[must_use]
pub fn nodes(assessment: &Assessment, size: Size) -> Scene {
    let mut scene = Scene { id: "nodes", size, title: "Nodes".to_owned(), description: String::new(), shapes: Vec::new() };
    let Some(packing) = &assessment.estimate.packing else {
        scene.description = "The capacity of the node type is not known.".to_owned();
        scene.shapes.put(text(16.0, 32.0, scene.description.clone(), "s"));
        return scene;
    };
    let groups = alike(packing);
    let few = packing.nodes.len() <= 6;
    let rows: Vec<Alike> = if few {
        packing.nodes.iter().enumerate().map(|(first, node)| Alike { first, count: 1, node }).collect()
    } else {
        groups
    };
    let left = left(size, &assessment.design);
    let width = (size.width - left - RIGHT - 16.0).max(120.0);
    let mut y = 16.0;
    for (at, row) in rows.iter().enumerate() {
        let mut drawn = node_row(assessment, packing, row, y, (left, width));
        // By place and not by node: nobody follows one node, and a renderer then moves what it has.
        drawn.key = format!("node-{at}");
        scene.shapes.put(Shape::Group(drawn));
        y += ROW;
    }
    let shown = |id: &str| assessment.estimate.figure(id).map(|figure| figure.show()).unwrap_or_default();
    let summary = format!(
        "{} of {} is idle: {} a month that no pod requests. It carries bursts.",
        shown("nodes.idle"),
        shown("nodes.count"),
        shown("cost.idle")
    );
    y = legend(&mut scene.shapes, y, size.width);
    let mut sentence = Vec::new();
    let end = lines(&mut sentence, &summary, "s", (0.0, 12.0), size.width - 32.0);
    scene.shapes.put(Shape::Group(Group {
        key: "idle".to_owned(),
        class: "summary".to_owned(),
        at: (16.0, y),
        label: summary.clone(),
        target: Some(Target::Figure("nodes.idle".to_owned())),
        role: None,
        children: sentence,
    }));
    y += end;
    for unfit in &packing.unfit {
        let told = format!("{} × {} does not fit: {}.", unfit.pods, unfit.role.title(), unfit.why);
        y = lines(&mut scene.shapes, &told, "s bad", (16.0, y + 12.0), size.width - 32.0);
    }
    scene.description = summary;
    scene.size.height = y + 16.0;
    scene
}

/// The hues of the roles: thin segments have no room for a name. Ends where the next thing may begin.
fn legend(shapes: &mut Vec<Shape>, top: f64, width: f64) -> f64 {
    let (mut x, mut y) = (16.0, top);
    for role in Role::ALL {
        let wide = 34.0 + 6.0 * role.title().len() as f64;
        if x > 16.0 && x + wide > width {
            (x, y) = (16.0, y + 18.0);
        }
        shapes.put(Shape::Group(Group {
            key: format!("hue-{}", role.target()),
            class: format!("c-{}", role.target()),
            at: (x, y),
            children: vec![rect(0.0, 3.0, 10.0, 10.0, 2.0, "fill"), text(15.0, 12.0, role.title(), "s")],
            ..Group::default()
        }));
        x += wide;
    }
    y + 28.0
}

fn node_row(assessment: &Assessment, packing: &Packing, row: &Alike, y: f64, (left, width): (f64, f64)) -> Group {
    let design = &assessment.design;
    let room = packing.room;
    let name = if row.count == 1 { format!("node {}", row.first + 1) } else { format!("{} nodes", row.count) };
    let zone = if row.count == 1 { design.zone_name(row.node.zone) } else { "alike".to_owned() };
    let mut children = vec![
        text(0.0, 18.0, name.clone(), "n"),
        text(0.0, 34.0, ending(zone.clone(), left), "x"),
        text(0.0, 64.0, "memory", "x"),
    ];
    let mut label = format!("{name}, {zone}:");
    let (mut cpu_at, mut memory_at) = (left, left);
    for (at, role) in Role::ALL.into_iter().enumerate() {
        let component = design.component(role);
        let pods = row.node.pods[at];
        let cpu = width * component.cpu_request.get() / room.cpu;
        let memory = width * component.memory_request.get() / room.memory;
        if pods > 0 {
            children.put(segments(role, pods, (cpu_at, 0.0), (cpu, 42.0), role.title()));
            children.put(segments(role, pods, (memory_at, 46.0), (memory, 24.0), ""));
            cpu_at += cpu * f64::from(pods);
            memory_at += memory * f64::from(pods);
            label.push_str(&format!(" {pods} {},", role.title().to_ascii_lowercase()));
        }
    }
    children.put(rect(cpu_at, 0.0, (left + width - cpu_at).max(0.0), 42.0, 0.0, "idle"));
    children.put(rect(memory_at, 46.0, (left + width - memory_at).max(0.0), 24.0, 0.0, "idle"));
    let cores = format!("{} of {}", significant(row.node.cpu), significant(room.cpu));
    let gib = format!("{} of {}", significant(GIB.count(row.node.memory)), significant(GIB.count(room.memory)));
    children.put(text(left + width + 8.0, 18.0, cores.clone(), "s strong"));
    children.put(text(left + width + 8.0, 32.0, "cores", "x"));
    children.put(text(left + width + 8.0, 58.0, gib.clone(), "s strong"));
    children.put(text(left + width + 8.0, 72.0, "Gi", "x"));
    label.push_str(&format!(" {cores} cores, {gib} Gi requested"));
    Group { class: "packed".to_owned(), at: (16.0, y), label, children, ..Group::default() }
}

/// The table behind the picture: node, zone, pods, cores and Gi requested.
#[must_use]
pub fn node_rows(assessment: &Assessment) -> Vec<Row> {
    let Some(packing) = &assessment.estimate.packing else { return Vec::new() };
    let row = |group: &Alike| {
        let alone = group.count == 1;
        let pods: Vec<String> = Role::ALL
            .into_iter()
            .enumerate()
            .filter(|(at, _)| group.node.pods[*at] > 0)
            .map(|(at, role)| format!("{}\u{a0}{}", group.node.pods[at], role.title().to_ascii_lowercase()))
            .collect();
        vec![
            if alone { format!("node {}", group.first + 1) } else { format!("{} nodes", group.count) },
            if alone { assessment.design.zone_name(group.node.zone) } else { "alike".to_owned() },
            pods.join(", "),
            format!("{} of {}", significant(group.node.cpu), significant(packing.room.cpu)),
            format!("{} of {}", significant(GIB.count(group.node.memory)), significant(GIB.count(packing.room.memory))),
        ]
    };
    alike(packing).iter().map(row).collect()
}

/// The parts of a bar that the pods of one role take, each with its hue as an edge and its name where it fits. Two paths,
/// however many they are.
fn segments(role: Role, pods: u32, at: (f64, f64), (width, height): (f64, f64), name: &str) -> Shape {
    let (mut slots, mut hues, mut names) = (String::new(), String::new(), Vec::new());
    // Seven pixels a letter at this size; a name that would be cut is left out, the label says it.
    let fits = !name.is_empty() && name.len() as f64 * 6.2 + 12.0 <= width;
    for pod in 0..pods {
        let x = width * f64::from(pod);
        let bar = |wide: f64, d: &mut String| {
            let wide = coordinate(wide);
            d.push_str(&format!("M{} 0h{wide}v{height}h-{wide}z", coordinate(x)));
        };
        bar(width, &mut slots);
        bar(width.min(4.0), &mut hues);
        if fits && (pod == 0 || width > 76.0) {
            names.put(text(x + 9.0, height / 2.0 + 4.0, name, "s"));
        }
    }
    let mut children = vec![path(slots, "slot"), path(hues, "fill")];
    children.append(&mut names);
    Shape::Group(Group { class: format!("segment c-{}", role.target()), at, children, ..Group::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;

    #[test]
    fn one_row_a_node_and_alike_ones_together() {
        let size = Size { width: 800.0, height: 500.0 };
        let rows = |design: &Design| {
            nodes(&assess(design), size)
                .shapes
                .iter()
                .filter(|shape| matches!(shape, Shape::Group(group) if group.class == "packed"))
                .count()
        };
        assert_eq!(rows(&Design::default()), 3);
        let mut large = Design::default();
        large.ingester.replicas = 300;
        assert!(rows(&large) < 12, "{}", rows(&large));
    }

    #[test]
    fn a_zone_keeps_its_end() {
        assert_eq!(ending("us-east-1a".to_owned(), 110.0), "us-east-1a");
        assert_eq!(ending("northamerica-northeast1-a".to_owned(), 104.0), "…a-northeast1-a");
        assert_eq!(ending("a".to_owned(), 0.0), "…");
    }

    #[test]
    fn pods_of_a_role_are_drawn_at_once() {
        let Shape::Group(group) = segments(Role::Ingester, 7, (0.0, 0.0), (20.0, 42.0), "") else { panic!("no group") };
        let d: Vec<_> =
            group.children.iter().map(|shape| if let Shape::Path { d, .. } = shape { d.as_str() } else { "" }).collect();
        assert_eq!(d.len(), 2);
        assert!(d.iter().all(|d| d.matches('M').count() == 7), "{d:?}");
        assert!(d[0].ends_with("M120 0h20v42h-20z") && d[1].ends_with("M120 0h4v42h-4z"), "{d:?}");
    }

    #[test]
    fn the_table_counts_every_pod() {
        let assessment = assess(&Design::default());
        let rows = node_rows(&assessment);
        let pods: u32 = rows
            .iter()
            .flat_map(|row| row[2].split(", "))
            .filter_map(|pods| pods.split('\u{a0}').next()?.parse::<u32>().ok())
            .sum();
        assert_eq!(pods, 12, "{rows:?}");
    }
}
