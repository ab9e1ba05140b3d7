//! Sizes and rates as types: what is not alike is neither added nor taken for the other, and no unit becomes another but by
//! the name of the conversion.

use super::{DAY, Dimension, HOUR, Unit, memory, write};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Add, Mul, MulAssign};

/// A decimal unit of size: [`MB`] is 10^6 bytes. A plain number is not multiplied with it, so that no figure is left without
/// saying whether it counts bytes or megabytes: [`Decimal::of`], [`Decimal::count`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal(f64);

/// A binary unit of size, as Kubernetes and the price lists count: [`MIB`] is 2^20 bytes.
///
/// ```compile_fail,E0308
/// use tempo_designer::quantity::{Binary, MB};
/// let asked: Binary = MB;
/// ```
/// ```
/// use tempo_designer::quantity::{Binary, MIB};
/// let asked: Binary = MIB;
/// assert_eq!(asked.of(2.0), 2_097_152.0);
/// ```
/// A number times a unit says nothing of what it then counts:
///
/// ```compile_fail,E0277
/// use tempo_designer::{design::Bytes, quantity::MIB};
/// let block = Bytes::new(500.0 * MIB);
/// ```
/// ```
/// use tempo_designer::design::Bytes;
/// let block = Bytes::mib(500.0);
/// assert_eq!(block.whole(), 524_288_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binary(f64);

pub const KIB: Binary = Binary(1024.0);
pub const MIB: Binary = Binary(1024.0 * 1024.0);
pub const GIB: Binary = Binary(1024.0 * 1024.0 * 1024.0);
pub const MB: Decimal = Decimal(1e6);
pub const GB: Decimal = Decimal(1e9);

macro_rules! unit {
    ($($unit:ident)+) => {
        $(impl $unit {
            /// The bytes of so many.
            #[must_use]
            pub const fn of(self, count: f64) -> f64 {
                count * self.0
            }

            /// How many of it these bytes are.
            #[must_use]
            pub const fn count(self, bytes: f64) -> f64 {
                bytes / self.0
            }

            /// What is so much for each of it, for one byte.
            #[must_use]
            pub const fn each(self, amount: f64) -> f64 {
                amount / self.0
            }
        })+
    };
}
unit!(Decimal Binary);

/// A size in whole bytes.
///
/// ```compile_fail,E0308
/// use tempo_designer::{design::Bytes, quantity::Bits};
/// let sum = Bytes::mb(5.0) + Bits::new(40e6);
/// ```
/// ```
/// use tempo_designer::{design::Bytes, quantity::Bits};
/// let sum = Bytes::mb(5.0) + Bits::new(40e6).to_bytes();
/// assert_eq!(sum, Bytes::mb(10.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(u64);

impl Bytes {
    /// So many bytes. Rounds to whole ones; a negative or undefined value is none.
    #[must_use]
    pub const fn new(bytes: f64) -> Self {
        Bytes(bytes.round() as u64)
    }

    #[must_use]
    pub const fn mb(count: f64) -> Self {
        Bytes::new(MB.of(count))
    }

    #[must_use]
    pub const fn mib(count: f64) -> Self {
        Bytes::new(MIB.of(count))
    }

    #[must_use]
    pub const fn gib(count: f64) -> Self {
        Bytes::new(GIB.of(count))
    }

    #[must_use]
    pub const fn get(self) -> f64 {
        self.0 as f64
    }

    /// For Tempo's byte fields, which take a plain integer.
    #[must_use]
    pub const fn whole(self) -> u64 {
        self.0
    }

    /// So many in each second.
    #[must_use]
    pub const fn per_second(self) -> PerSecond<Bytes> {
        PerSecond::new(self.get())
    }

    /// As a manifest spells it: `8Gi`.
    #[must_use]
    pub fn kubernetes(self) -> String {
        memory(self.get()).replace(" B", "")
    }
}

impl Add for Bytes {
    type Output = Bytes;

    fn add(self, other: Bytes) -> Bytes {
        Bytes(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(Dimension::Size, self.get()))
    }
}

/// What networks are sold by; nothing in a design is kept in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bits(f64);

impl Bits {
    #[must_use]
    pub const fn new(bits: f64) -> Self {
        Bits(bits)
    }

    /// Eight of them are a byte. Rounds to whole bytes.
    #[must_use]
    pub fn to_bytes(self) -> Bytes {
        Bytes::new(self.0 / 8.0)
    }
}

/// What [`PerSecond`] and [`PerDay`] count besides [`Bytes`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Spans;
/// TraceQL searches.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Searches;
/// Lookups of one trace by its id.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Lookups;

/// What comes with its unit, as the sheet takes it.
pub trait Amount: Copy {
    const UNIT: Unit;

    /// In the base unit of the model.
    fn base(self) -> f64;
}

/// What is counted by the second or the day.
pub trait Counted: Copy {
    const UNIT: Unit;
}

impl Counted for Bytes {
    const UNIT: Unit = Unit::BYTE;
}

impl Counted for Spans {
    const UNIT: Unit = Unit::SPAN;
}

impl Counted for Searches {
    const UNIT: Unit = Unit::SEARCH;
}

/// To the query path a lookup is a search like others.
impl Counted for Lookups {
    const UNIT: Unit = Unit::SEARCH;
}

impl Amount for Bytes {
    const UNIT: Unit = Unit::BYTE;

    fn base(self) -> f64 {
        self.get()
    }
}

impl<T: Counted> Amount for PerSecond<T> {
    const UNIT: Unit = T::UNIT.per(Unit::SECOND);

    fn base(self) -> f64 {
        self.get()
    }
}

/// So many of `T` in a second.
///
/// ```compile_fail,E0308
/// use tempo_designer::{design::Bytes, quantity::{PerDay, PerSecond}};
/// let rate: PerSecond<Bytes> = PerSecond::new(15e6) + PerDay::<Bytes>::new(864e9);
/// ```
/// ```
/// use tempo_designer::{design::Bytes, quantity::{PerDay, PerSecond}};
/// let rate: PerSecond<Bytes> = PerSecond::new(15e6) + PerDay::<Bytes>::new(864e9).per_second();
/// assert_eq!(rate, Bytes::mb(25.0).per_second());
/// ```
/// A size is no rate:
///
/// ```compile_fail,E0308
/// use tempo_designer::design::{Bytes, Design};
/// let mut design = Design::default();
/// design.tempo.rate_limit = Bytes::mb(15.0);
/// ```
/// ```
/// use tempo_designer::design::{Bytes, Design};
/// let mut design = Design::default();
/// design.tempo.rate_limit = Bytes::mb(15.0).per_second();
/// ```
/// Nor are bytes spans:
///
/// ```compile_fail,E0308
/// use tempo_designer::design::{Bytes, Design};
/// let mut design = Design::default();
/// design.workload.spans = Bytes::mb(1.0).per_second();
/// ```
/// ```
/// use tempo_designer::design::{Bytes, Design};
/// let mut design = Design::default();
/// design.workload.spans = Bytes::mb(1.0).per_second().to_spans(Bytes::new(500.0));
/// assert_eq!(design.workload.spans.get(), 2_000.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct PerSecond<T> {
    amount: f64,
    of: PhantomData<T>,
}

impl<T: Copy> PerSecond<T> {
    #[must_use]
    pub const fn new(amount: f64) -> Self {
        PerSecond { amount, of: PhantomData }
    }

    /// An amount spread over a time.
    #[must_use]
    pub const fn over(amount: f64, seconds: f64) -> Self {
        PerSecond::new(amount / seconds)
    }

    #[must_use]
    pub const fn get(self) -> f64 {
        self.amount
    }

    #[must_use]
    pub fn rounded(self) -> Self {
        PerSecond::new(self.amount.round())
    }

    #[must_use]
    pub const fn per_day(self) -> PerDay<T> {
        PerDay::new(self.amount * DAY)
    }
}

impl PerSecond<Bytes> {
    #[must_use]
    pub const fn mb(count: f64) -> Self {
        PerSecond::new(MB.of(count))
    }

    /// What comes in a time.
    #[must_use]
    pub fn within(self, seconds: f64) -> Bytes {
        Bytes::new(self.amount * seconds)
    }

    /// For Tempo's byte fields, which take a plain integer.
    #[must_use]
    pub fn whole(self) -> u64 {
        self.within(1.0).whole()
    }

    /// The spans that make this rate at so many bytes each.
    #[must_use]
    pub fn to_spans(self, span: Bytes) -> PerSecond<Spans> {
        PerSecond::new(self.amount / span.get())
    }
}

impl PerSecond<Spans> {
    /// The bytes that they are at so many each.
    #[must_use]
    pub fn to_bytes(self, span: Bytes) -> PerSecond<Bytes> {
        PerSecond::new(self.amount * span.get())
    }
}

impl fmt::Display for PerSecond<Bytes> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(Dimension::ByteRate, self.amount))
    }
}

impl<T: Copy> Add for PerSecond<T> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        PerSecond::new(self.amount + other.amount)
    }
}

impl<T: Copy> Mul<f64> for PerSecond<T> {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        PerSecond::new(self.amount * times)
    }
}

impl<T: Copy> MulAssign<f64> for PerSecond<T> {
    fn mul_assign(&mut self, times: f64) {
        self.amount *= times;
    }
}

/// So many of `T` in a day, as volumes are quoted: `5 TB/day`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct PerDay<T> {
    amount: f64,
    of: PhantomData<T>,
}

impl<T: Copy> PerDay<T> {
    #[must_use]
    pub const fn new(amount: f64) -> Self {
        PerDay { amount, of: PhantomData }
    }

    #[must_use]
    pub const fn get(self) -> f64 {
        self.amount
    }

    #[must_use]
    pub const fn per_second(self) -> PerSecond<T> {
        PerSecond::over(self.amount, DAY)
    }
}

/// What a price is for: how the provider counts, and the base unit that the sheet counts in.
///
/// ```compile_fail,E0308
/// use tempo_designer::quantity::{Billed, GB};
/// let disk = Billed::size(GB);
/// ```
/// ```
/// use tempo_designer::quantity::{Billed, GIB};
/// let disk = Billed::size(GIB);
/// assert_eq!(disk.of(1.0), 1.0 / 1_073_741_824.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Billed {
    factor: f64,
    pub unit: Unit,
}

impl Billed {
    pub const NODE_HOUR: Billed = Billed { factor: 1.0 / HOUR, unit: Unit::USD.per(Unit::NODE).per(Unit::SECOND) };
    pub const THOUSAND_REQUESTS: Billed = Billed { factor: 1e-3, unit: Unit::USD.per(Unit::REQUEST) };
    /// A disk as a whole, whatever its size.
    pub const PIECE: Billed = Billed { factor: 1.0, unit: Unit::USD };

    /// Stored for a month, or carried once; each list counts binary, also where it writes GB.
    #[must_use]
    pub const fn size(unit: Binary) -> Billed {
        Billed { factor: unit.each(1.0), unit: Unit::USD.per(Unit::BYTE) }
    }

    /// A price as listed, for one of the base unit.
    #[must_use]
    pub const fn of(self, usd: f64) -> f64 {
        usd * self.factor
    }
}
