//! The answer to a PromQL query as people paste it: a number, or the JSON of Prometheus' query API.

use crate::design::located::{self, Content, Limits, Node};
use crate::problem::Problem;
use crate::quantity::decimal;

/// Bytes of the largest answer that is read.
pub const MOST_BYTES: usize = 2_000_000;
const LIMITS: Limits = Limits { language: "JSON", bytes: MOST_BYTES, nodes: 200_000, keys: 200, usual: TOO_MUCH };
const TOO_MUCH: &str = "The answers to these queries have some kilobytes; ask over a shorter range, or with a longer step.";
const ASK: &str = "Paste a number, or the whole JSON of /api/v1/query, from the first { to the last }.";

/// One series of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub labels: Vec<(String, String)>,
    /// Time in seconds, 0 where nobody said, and value. Never empty; values are finite and not negative.
    pub samples: Vec<(f64, f64)>,
}

impl Series {
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a number, several numbers (samples of one series), or the JSON of the query API.
///
/// # Errors
/// The first thing that is wrong with it, with its place, and what to paste instead.
pub fn read_answer(text: &str) -> Result<Vec<Series>, Problem> {
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.chars().next() {
        None => Err(Problem::new("", "Nothing is pasted.", ASK)),
        Some('{') => read_json(text),
        Some('<') => Err(Problem::new("", "This is HTML: the page of Prometheus, not its answer.", ASK)),
        _ => numbers(text),
    }
}

/// Samples of one series, apart by blanks or line breaks.
fn numbers(text: &str) -> Result<Vec<Series>, Problem> {
    if text.len() > MOST_BYTES {
        return Err(Problem::new("", format!("The text has {} bytes.", text.len()), TOO_MUCH));
    }
    let words = text.split(|c: char| c.is_whitespace() || c == ';');
    let samples: Result<Vec<_>, _> = words
        .filter(|word| !word.is_empty())
        .map(|word| value(word).map(|value| (0.0, value)).ok_or_else(|| Problem::new("", not_a_value(word), ASK)))
        .collect();
    samples.map(|samples| vec![Series { labels: Vec::new(), samples }])
}

fn not_a_value(word: &str) -> String {
    let shown: String = word.chars().take(40).collect();
    format!("“{shown}” is no number that can be measured: none below 0, no NaN, no Inf.")
}

/// A number as Prometheus writes it, to fifteen digits: `0.41234567890123456` has more than any measurement.
fn value(text: &str) -> Option<f64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let mut kept = String::with_capacity(digits.len());
    let (mut significant, mut cut, mut pointed) = (0, 0i32, false);
    for c in digits.chars() {
        match c {
            '.' if !pointed => pointed = true,
            '0'..='9' => significant += usize::from(significant > 0 || c != '0'),
            _ => return None,
        }
        match (significant > 15 && c != '.', pointed) {
            (true, true) => continue,
            (true, false) => cut += 1,
            _ => kept.push(c),
        }
    }
    let power = match exponent {
        "" if text.len() == digits.len() => 0,
        _ => exponent.strip_prefix('+').unwrap_or(exponent).parse::<i32>().ok()?,
    };
    let scaled = decimal(&format!("{kept}e{}", power.checked_add(cut)?));
    // Below 10^-22 nothing is measured.
    scaled.or_else(|| (power < -15 && decimal(&kept).is_some()).then_some(0.0))
}

fn read_json(text: &str) -> Result<Vec<Series>, Problem> {
    let (root, problems) = located::read(text, &LIMITS);
    if let Some(problem) = problems.into_iter().next() {
        return Err(Problem { remedy: ASK.to_owned(), ..problem });
    }
    let Some(root) = &root else { return Err(Problem::new("", "This is no answer of the query API.", ASK)) };
    if let Some(why) = entry(root, "error").and_then(text_of) {
        let why: String = why.chars().take(200).collect();
        return Err(Problem::new("error", format!("Prometheus refused the query: {why}"), "Mend the query, and ask again."));
    }
    // Grafana and some proxies give what stands within alone.
    let data = entry(root, "data").unwrap_or(root);
    let Some(result) = entry(data, "result") else {
        return Err(Problem::new("", "The JSON has no data with a result, as an answer of the query API has.", ASK));
    };
    let kind = entry(data, "resultType").and_then(text_of).unwrap_or("vector");
    let Content::List(items) = &result.content else {
        return Err(Problem::new("result", format!("This is {}, not a list.", result.kind()), ASK).at(result.place));
    };
    let series = match kind {
        "scalar" => vec![Series { labels: Vec::new(), samples: vec![sample(result)?] }],
        "vector" | "matrix" => items.iter().map(one).collect::<Result<_, _>>()?,
        other => {
            let other: String = other.chars().take(40).collect();
            let what = format!("The answer is of the type {other}, which holds no numbers.");
            return Err(Problem::new("resultType", what, "Ask one of the queries given here.").at(result.place));
        }
    };
    if series.is_empty() {
        let what = "The answer is empty: Prometheus has no such series.";
        let remedy = "Look whether the labels of the query (namespace, container) are those of your cluster.";
        return Err(Problem::new("result", what, remedy).at(result.place));
    }
    Ok(series)
}

/// An item of a vector or a matrix.
fn one(item: &Node) -> Result<Series, Problem> {
    let samples = match (entry(item, "value"), entry(item, "values")) {
        (Some(one), _) => vec![sample(one)?],
        (None, Some(Node { content: Content::List(all), .. })) if !all.is_empty() => {
            all.iter().map(sample).collect::<Result<_, _>>()?
        }
        _ => return Err(Problem::new("result", "A series has no value.", ASK).at(item.place)),
    };
    let labels = match entry(item, "metric").map(|node| &node.content) {
        Some(Content::Map(labels)) => {
            labels.iter().filter_map(|(name, value)| Some((name.clone(), text_of(value)?.to_owned()))).collect()
        }
        _ => Vec::new(),
    };
    Ok(Series { labels, samples })
}

/// `[1732400000.123, "0.41"]`.
fn sample(node: &Node) -> Result<(f64, f64), Problem> {
    let wrong = |what: String| Problem::new("value", what, ASK).at(node.place);
    let Content::List(pair) = &node.content else {
        return Err(wrong(format!("This is {}, not a pair of time and value.", node.kind())));
    };
    let [time, number] = &pair[..] else {
        return Err(wrong(format!("A sample has {} parts, not time and value.", pair.len())));
    };
    let (Some(time), Some(number)) = (text_of(time), text_of(number)) else {
        return Err(wrong("A sample is a pair of time and value.".to_owned()));
    };
    let time = value(time).ok_or_else(|| wrong(not_a_value(time)))?;
    Ok((time, value(number).ok_or_else(|| wrong(not_a_value(number)))?))
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Content::Map(entries) = &node.content else { return None };
    entries.iter().find(|(known, _)| known == key).map(|(_, node)| node)
}

fn text_of(node: &Node) -> Option<&str> {
    if let Content::Scalar { text, .. } = &node.content { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn values(text: &str, expected: &[f64]) {
        let read = read_answer(text).unwrap_or_else(|why| panic!("{why}"));
        let found: Vec<f64> = read.iter().flat_map(|series| &series.samples).map(|(_, value)| *value).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_and_the_three_kinds_of_answer_are_read() {
        values("0.41", &[0.41]);
        values(" 1.5e6\n2e6 ; 3", &[1.5e6, 2e6, 3.0]);
        values("0.41234567890123456789", &[0.412_345_678_901_234]);
        values("123456789012345678", &[123_456_789_012_345_000.0]);
        values("1e-40 0", &[0.0, 0.0]);
        values(r#"{"status":"success","data":{"resultType":"scalar","result":[1732400000.1,"7"]}}"#, &[7.0]);
        values(
            r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"container":"ingester"},"value":[1732400000.1,"0.7"]},{"metric":{},"value":[1,"2"]}]}}"#,
            &[0.7, 2.0],
        );
        values(r#"{"data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"],[61,"3"]]}]}}"#, &[2.0, 3.0]);
        let answer =
            read_answer(r#"{"data":{"resultType":"vector","result":[{"metric":{"measured":"spans"},"value":[9,"1"]}]}}"#);
        assert_eq!(answer.unwrap()[0].label("measured"), Some("spans"));
    }

    #[test]
    fn what_is_no_answer_gets_one_sentence_with_place_and_remedy() {
        for (text, said) in [
            ("", "Nothing is pasted."),
            ("much", "“much” is no number"),
            ("-3", "“-3” is no number"),
            ("NaN", "“NaN” is no number"),
            ("<html>", "This is HTML"),
            ("{", "This is not JSON"),
            ("{}", "The JSON has no data"),
            (
                r#"{"status":"error","errorType":"bad_data","error":"parse error at char 3"}"#,
                "Prometheus refused the query: parse error at char 3",
            ),
            (r#"{"data":{"resultType":"vector","result":[]}}"#, "The answer is empty"),
            (r#"{"data":{"resultType":"streams","result":[]}}"#, "of the type streams"),
            (r#"{"data":{"resultType":"vector","result":{}}}"#, "This is a mapping, not a list."),
            (r#"{"data":{"resultType":"vector","result":[{"metric":{}}]}}"#, "A series has no value."),
            (r#"{"data":{"resultType":"vector","result":[{"value":[1]}]}}"#, "A sample has 1 parts"),
            (r#"{"data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}"#, "“NaN” is no number"),
            (r#"{"data":{"resultType":"vector","result":["x"]}}"#, "A series has no value."),
        ] {
            let why = read_answer(text).expect_err(text);
            assert!(why.to_string().contains(said), "{text}: {why}");
            assert!(!why.remedy.is_empty(), "{text}");
        }
    }
}
