//! Scene -> SVG text, for downloads and reports.

use super::scene::{Group, Scene, Shape, coordinate};
use std::fmt::Write;

/// The scene as one SVG document without style; `style` is put in front, so that the file carries its own look.
#[must_use]
pub fn svg(scene: &Scene, style: &str) -> String {
    let mut out = String::new();
    let (width, height) = (coordinate(scene.size.width), coordinate(scene.size.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"d\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title><desc>{}</desc><style>{style}</style>",
        escape(&scene.title),
        escape(&scene.description)
    );
    scene.shapes.iter().for_each(|shape| draw(&mut out, shape));
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, shape: &Shape) {
    // Writing to a String cannot fail.
    let _ = match shape {
        Shape::Rect { x, y, width, height, radius, class } => write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" class=\"{}\"/>",
            coordinate(*x),
            coordinate(*y),
            coordinate(*width),
            coordinate(*height),
            coordinate(*radius),
            escape(class)
        ),
        Shape::Area { points, class } => write!(out, "<polygon points=\"{points}\" class=\"{}\"/>", escape(class)),
        Shape::Path { d, class, stroke } => match stroke {
            Some(width) => write!(out, "<path d=\"{d}\" class=\"{}\" stroke-width=\"{}\"/>", escape(class), coordinate(*width)),
            None => write!(out, "<path d=\"{d}\" class=\"{}\"/>", escape(class)),
        },
        Shape::Text { x, y, text, class } => {
            write!(
                out,
                "<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>",
                coordinate(*x),
                coordinate(*y),
                escape(class),
                escape(text)
            )
        }
        Shape::Group(group) => return draw_group(out, group),
    };
}

fn draw_group(out: &mut String, group: &Group) {
    let (x, y) = group.at;
    let _ = write!(out, "<g class=\"{}\"", escape(&group.class));
    if group.at != (0.0, 0.0) {
        let _ = write!(out, " transform=\"translate({} {})\"", coordinate(x), coordinate(y));
    }
    out.push('>');
    if !group.label.is_empty() {
        let _ = write!(out, "<title>{}</title>", escape(&group.label));
    }
    group.children.iter().for_each(|shape| draw(out, shape));
    out.push_str("</g>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
