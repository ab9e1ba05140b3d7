//! Every editable number and choice is one row of [`FIELDS`]. Controls, document, `--set` and comparison read this table;
//! none of them names a field by itself.

use super::{Design, Role, steps};
use crate::quantity::{self, Dimension};

pub use super::table::FIELDS;

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// In the base unit of the field's dimension.
    Number(f64),
    Text(String),
    Flag(bool),
    /// An optional field that is not set.
    Unset,
}

impl Value {
    /// The number, or 0 where there is none: rows are only ever set with values their own [`Kind`] has let through.
    #[must_use]
    pub fn number(&self) -> f64 {
        if let Value::Number(number) = self { *number } else { 0.0 }
    }

    #[must_use]
    pub fn optional_number(&self) -> Option<f64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    #[must_use]
    pub fn text(&self) -> String {
        if let Value::Text(text) = self { text.clone() } else { String::new() }
    }

    #[must_use]
    pub fn optional_text(&self) -> Option<String> {
        if let Value::Text(text) = self { (!text.is_empty()).then(|| text.clone()) } else { None }
    }

    #[must_use]
    pub fn flag(&self) -> bool {
        matches!(self, Value::Flag(true))
    }
}

/// Which part of the screen and of the document a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Design,
    Workload,
    Platform,
    Component(Role),
    /// Tempo's own settings.
    Tempo,
    /// What the design is sized for.
    Goals,
}

/// What may be written into a field.
#[derive(Clone, Copy)]
pub enum Kind {
    /// `min` and `max` are the allowed values, both included, in the base unit.
    Number {
        dimension: Dimension,
        min: f64,
        max: f64,
        optional: bool,
    },
    /// One of a list that may depend on the rest of the design.
    Choice(fn(&Design) -> Vec<&'static str>),
    Flag,
    /// Free text that passes `check`, which answers with what is wrong and what to type.
    Text {
        check: fn(&str) -> Result<(), String>,
        optional: bool,
    },
}

/// One editable input of the design, or of what the design holds several of.
pub struct Field<T = Design> {
    /// Its place in the document and its name for `--set`: `components.ingester.memory_limit`.
    pub path: &'static str,
    pub label: &'static str,
    /// One line: what it means, in Tempo's or Kubernetes' words. Of the fields of a design [`Field::explained`] has it, since the page
    /// fetches it with what explains.
    pub help: &'static str,
    pub group: Group,
    pub kind: Kind,
    pub get: fn(&T) -> Value,
    /// Takes only what [`Field::read`] has let through.
    pub set: fn(&mut T, &Value),
}

impl<T> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Field<T> {}

/// A text understood as a field's value.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub value: Value,
    /// What was understood, when it differs from what was typed or could have meant something else.
    pub note: Option<String>,
}

/// The field with this path.
#[must_use]
pub fn field(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The path nearest to a misspelt one, if any is near.
#[must_use]
pub fn nearest(path: &str) -> Option<&'static str> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let wanted = last(path);
    FIELDS
        .iter()
        .map(|field| (distance(&wanted, &last(field.path)) * 2 + usize::from(parent(path) != parent(field.path)), field.path))
        .filter(|(distance, _)| *distance <= wanted.len().max(4))
        .min()
        .map(|(_, path)| path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// Edits between two words: insertions, deletions, replacements.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

impl<T> Field<T> {
    /// The value as text that [`Field::read`] takes again; empty when unset.
    #[must_use]
    pub fn write(&self, of: &T) -> String {
        self.spell(&(self.get)(of))
    }

    /// Any value of this field as text.
    #[must_use]
    pub fn spell(&self, value: &Value) -> String {
        self.kind.spell(value)
    }

    /// Reads `text` as a value of this field of `design`.
    ///
    /// # Errors
    /// Sentences: what is wrong, and what to type. The design stays as it is.
    pub fn read(&self, design: &Design, text: &str) -> Result<Read, String> {
        self.kind.read(self.label, design, text.trim())
    }

    /// The stops of this field's slider, ascending; empty for what is no number.
    #[must_use]
    pub fn ladder(&self) -> Vec<f64> {
        match self.kind {
            Kind::Number { dimension, min, max, .. } => steps::ladder(dimension, min, max),
            _ => Vec::new(),
        }
    }
}

impl Kind {
    fn spell(&self, value: &Value) -> String {
        match (value, self) {
            (Value::Number(number), Kind::Number { dimension, .. }) => quantity::write(*dimension, *number),
            (Value::Number(number), _) => number.to_string(),
            (Value::Text(text), _) => text.clone(),
            (Value::Flag(flag), _) => flag.to_string(),
            (Value::Unset, _) => String::new(),
        }
    }

    fn read(&self, label: &str, design: &Design, trimmed: &str) -> Result<Read, String> {
        match self {
            Kind::Number { optional: true, .. } if trimmed.is_empty() || trimmed == "none" => {
                Ok(Read { value: Value::Unset, note: None })
            }
            Kind::Number { dimension, min, max, .. } => self.read_number(label, design, trimmed, *dimension, *min, *max),
            Kind::Choice(options) => {
                let options = options(design);
                if options.contains(&trimmed) {
                    return Ok(Read { value: Value::Text(trimmed.to_owned()), note: None });
                }
                let near = options.iter().min_by_key(|option| distance(option, trimmed)).copied().unwrap_or_default();
                let listed = if options.len() <= 8 {
                    format!("Choose {}.", options.join(", "))
                } else {
                    format!("The nearest is {near}.")
                };
                Err(format!("“{trimmed}” is not among the choices. {listed}"))
            }
            Kind::Flag => match trimmed {
                "true" | "yes" | "on" => Ok(Read { value: Value::Flag(true), note: None }),
                "false" | "no" | "off" => Ok(Read { value: Value::Flag(false), note: None }),
                _ => Err(format!("“{trimmed}” is neither. Type true or false.")),
            },
            Kind::Text { optional, .. } if trimmed.is_empty() => {
                if *optional {
                    Ok(Read { value: Value::Unset, note: None })
                } else {
                    Err(format!("{label} is empty. It needs a value."))
                }
            }
            Kind::Text { check, .. } => check(trimmed).map(|()| Read { value: Value::Text(trimmed.to_owned()), note: None }),
        }
    }

    fn read_number(
        &self,
        label: &str,
        design: &Design,
        text: &str,
        dimension: Dimension,
        min: f64,
        max: f64,
    ) -> Result<Read, String> {
        if text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(format!("{label} {text} is below {0}. Type {0} or more.", self.bound(min)));
        }
        let parsed = quantity::parse(dimension, text)?;
        let mut note = parsed.note;
        let mut value = parsed.value;
        if let Some(rate) = parsed.byte_rate {
            let span = design.workload.bytes_per_span;
            // Whole spans: the eleventh digit of a converted rate would only make the document unreadable.
            value = rate.to_spans(span).rounded().get();
            note = Some(format!(
                "= {} = {} at {} B a span",
                quantity::show(rate.get(), quantity::Unit::BYTE.per(quantity::Unit::SECOND), quantity::Style::Auto),
                quantity::show(value, quantity::Unit::SPAN.per(quantity::Unit::SECOND), quantity::Style::Auto),
                span.get()
            ));
        }
        if value < min {
            return Err(format!("{label} {text} is below {0}. Type {0} or more.", self.bound(min)));
        }
        if value > max {
            return Err(format!("{label} {text} is above {0}. Type {0} or less.", self.bound(max)));
        }
        Ok(Read { value: Value::Number(value), note })
    }

    fn bound(&self, value: f64) -> String {
        self.spell(&Value::Number(value))
    }
}

impl Field {
    /// One line: what it means, in Tempo's or Kubernetes' words.
    #[must_use]
    pub fn explained(&self) -> &'static str {
        let at = FIELDS.iter().position(|field| field.path == self.path);
        at.and_then(super::table::help).unwrap_or_default()
    }

    /// Sets the value, and what follows from it: a region of another provider makes no sense, so that it moves along.
    pub fn apply(&self, design: &mut Design, value: &Value) {
        (self.set)(design, value);
        for dependent in &FIELDS {
            if let Kind::Choice(options) = &dependent.kind {
                let options = options(design);
                let current = (dependent.get)(design).text();
                if !options.contains(&current.as_str())
                    && let Some(first) = options.first()
                {
                    (dependent.set)(design, &Value::Text((*first).to_owned()));
                }
            }
        }
    }

    /// The value `steps` key presses away: ±1 a step, ±10 a page, ±0.1 a tenth.
    #[must_use]
    pub fn step(&self, design: &Design, steps: f64) -> Option<Value> {
        match self.kind {
            Kind::Number { dimension, min, max, .. } => {
                let value = (self.get)(design).optional_number().unwrap_or(min);
                Some(Value::Number(steps::stepped(dimension, min, max, value, steps)))
            }
            _ => None,
        }
    }
}

/// What keeps a design from being applied: values that are [impossible] together, and what is still [asked] of the user.
#[must_use]
pub fn contradictions(design: &Design) -> Vec<crate::problem::Problem> {
    let mut problems = impossible(design);
    problems.extend(asked(design));
    problems
}

/// What the bundle needs and only the user knows. It blocks the export, not a look at another cloud.
#[must_use]
pub fn asked(design: &Design) -> Vec<crate::problem::Problem> {
    use crate::problem::Problem;
    let platform = &design.platform;
    let mut problems = Vec::new();
    if matches!(platform.secret_mode.as_str(), "irsa" | "gke-workload-identity" | "azure-workload-identity")
        && platform.identity.is_none()
    {
        problems.push(Problem::new(
            "platform.identity",
            format!("{} needs a cloud identity, and none is given.", platform.secret_mode),
            match platform.secret_mode.as_str() {
                "irsa" => "Type the role's ARN, as arn:aws:iam::123456789012:role/tempo.",
                "gke-workload-identity" => "Type the service account, as tempo@project.iam.gserviceaccount.com.",
                _ => "Type the client id of the managed identity.",
            },
        ));
    }
    if platform.provider == "azure" && platform.storage_account.is_none() {
        problems.push(Problem::new(
            "platform.storage_account",
            "Azure needs a storage account, and none is given.",
            "Type its name.",
        ));
    }
    if platform.provider == crate::catalog::SELF_HOSTED && platform.endpoint.is_none() && platform.backend != "local" {
        problems.push(Problem::new(
            "platform.endpoint",
            "A store of your own has an endpoint, and none is given.",
            "Type its host, as minio.storage.svc.cluster.local:9000.",
        ));
    }
    super::tenants::asked(design, &mut problems);
    problems
}

/// What no single field can see: values that are each allowed and impossible together. Keys name the field to change.
#[must_use]
pub fn impossible(design: &Design) -> Vec<crate::problem::Problem> {
    use crate::problem::Problem;
    let mut problems = Vec::new();
    for role in Role::ALL {
        let component = design.component(role);
        let key = |name: &str| format!("components.{}.{name}", role.key());
        if component.memory_request > component.memory_limit {
            problems.push(Problem::new(
                key("memory_request"),
                format!(
                    "The request {} is above the limit {}, which Kubernetes refuses.",
                    component.memory_request.kubernetes(),
                    component.memory_limit.kubernetes()
                ),
                format!("Type {} or less, or raise the limit.", component.memory_limit.kubernetes()),
            ));
        }
        if component.replicas_min.is_some_and(|fewest| fewest > component.replicas) {
            problems.push(Problem::new(
                key("replicas_min"),
                format!("The fewest replicas are above the most, {}.", component.replicas),
                format!("Type {} or less, or raise the replicas.", component.replicas),
            ));
        }
        if let Some(limit) = component.cpu_limit
            && component.cpu_request > limit
        {
            problems.push(Problem::new(
                key("cpu_request"),
                format!(
                    "The request {} is above the limit {}, which Kubernetes refuses.",
                    component.cpu_request.kubernetes(),
                    limit.kubernetes()
                ),
                format!("Type {} or less, or raise the limit.", limit.kubernetes()),
            ));
        }
    }
    let (span, unique) = (design.workload.bytes_per_span, design.workload.unique_characters);
    if let Some(unique) = unique.filter(|unique| *unique > span) {
        problems.push(Problem::new(
            "workload.unique_characters",
            format!("A span of {span} cannot hold {unique} of unique characters."),
            format!("Type {span} or less, or raise the bytes per span."),
        ));
    }
    let platform = &design.platform;
    if platform.zone_awareness && design.ingester.replicas < platform.zones {
        problems.push(Problem::new(
            "components.ingester.replicas",
            format!("{} ingesters cannot stand in {} zones.", design.ingester.replicas, platform.zones),
            format!("Type {} or more, or turn zone awareness off.", platform.zones),
        ));
    }
    if !platform.zone_names.is_empty() && platform.zone_names.len() != platform.zones as usize {
        problems.push(Problem::new(
            "platform.zone_names",
            format!("{} zone names are given for {} zones.", platform.zone_names.len(), platform.zones),
            "Name each zone once, or none.",
        ));
    }
    if !(platform.otlp_grpc || platform.otlp_http || platform.jaeger_grpc || platform.jaeger_thrift_http) {
        problems.push(Problem::new(
            "platform.otlp_grpc",
            "No receiver is on, so that no span can arrive.",
            "Turn one receiver on.",
        ));
    }
    let (after, until) = (design.tempo.query_backend_after, design.tempo.query_ingesters_until);
    if after > until {
        // Seen on 2.10.8: -config.verify is silent about it.
        problems.push(Problem::new(
            "tempo.query_backend_after",
            format!("{after} is above query_ingesters_until {until}, with which the query-frontend exits at its start."),
            format!("Type {until} or less."),
        ));
    }
    super::tenants::impossible(design, &mut problems);
    problems
}
