//! Sums over a window, and the straight fit through them.

use crate::{Config, Window};

/// Sums over the pairs of a window, within their integers as [`Config::new`] bounds the channels: `i` residual current, `r`
/// reference, which is the voltage with the sensor's lag, `w` its slope.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) i: i64,
    pub(crate) r: i64,
    pub(crate) w: i64,
    rr: i64,
    ww: i64,
    rw: i64,
    ir: i64,
    iw: i64,
    pub(crate) pairs: i64,
    pub(crate) tapered: Tapered,
}

/// Sums whose weights rise to the middle of the window and fall again. Over 20 ms of whatever phase, what alternates at 94 Hz to
/// 104 Hz, as squares at 47 Hz to 52 Hz do, is 0.4 % of itself, where plain sums would leave 6 %.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tapered {
    pub(crate) i: i64,
    pub(crate) rr: i128,
    pub(crate) squares: i128,
    pub(crate) weight: i64,
}

impl Sums {
    pub(crate) fn of(window: &Window, config: &Config) -> Option<Self> {
        let mut sums = Self::default();
        let mut left = i64::try_from(config.span()).unwrap_or(0);
        for pair in window.pairs(config.span())? {
            sums.add(pair.current, pair.reference, pair.slope);
            sums.tapered.add(
                pair.current,
                pair.reference,
                pair.squares,
                sums.pairs.min(left),
            );
            left = left.saturating_sub(1);
        }
        Some(sums)
    }

    fn add(&mut self, i: i32, r: i32, w: i32) {
        self.pairs = self.pairs.saturating_add(1);
        let terms = [
            (&mut self.i, i, 1),
            (&mut self.r, r, 1),
            (&mut self.w, w, 1),
            (&mut self.rr, r, r),
            (&mut self.ww, w, w),
            (&mut self.rw, r, w),
            (&mut self.ir, i, r),
            (&mut self.iw, i, w),
        ];
        for (sum, one, other) in terms {
            *sum = sum.wrapping_add(i64::from(one).wrapping_mul(other.into()));
        }
    }

    /// Whether the reference is rather direct than alternating: its mean is beyond its deviation. A line that fails, or jumps, within
    /// the window is not.
    pub(crate) fn is_direct(&self) -> bool {
        let mean = i128::from(self.r).saturating_mul(self.r.into());
        let all = i128::from(self.rr).saturating_mul(self.pairs.into());
        all < mean.saturating_mul(2)
    }

    /// Fits `i = d + g·r + b·w`; `None` where `r` and `w` do not tell themselves apart.
    pub(crate) fn fit(&self) -> Option<Fit> {
        let n = i128::from(self.pairs);
        let about = |product: i64, one: i64, other: i64| {
            let means = i128::from(one).saturating_mul(other.into());
            n.saturating_mul(product.into()).saturating_sub(means)
        };
        let [rr, ww, rw, ir, iw] = [
            about(self.rr, self.r, self.r),
            about(self.ww, self.w, self.w),
            about(self.rw, self.r, self.w),
            about(self.ir, self.i, self.r),
            about(self.iw, self.i, self.w),
        ];
        // all by the same power of two: quotients stay
        let shift = excess(rr.max(ww));
        let [rr, ww, rw, ir, iw] = [rr, ww, rw, ir, iw].map(|sum| sum >> shift);
        let product = |one: i128, other: i128| one.saturating_mul(other);
        let apart = product(rr, ww);
        let divisor = apart.saturating_sub(product(rw, rw));
        if divisor <= 0 || divisor < apart / 4 {
            return None;
        }
        let again = excess(divisor);
        let in_phase = product(ir, ww).saturating_sub(product(iw, rw));
        let quadrature = product(iw, rr).saturating_sub(product(ir, rw));
        Some(Fit {
            in_phase: in_phase >> again,
            quadrature: quadrature >> again,
            divisor: divisor >> again,
        })
    }
}

impl Tapered {
    fn add(&mut self, i: i32, r: i32, squares: u64, weight: i64) {
        let [i, r] = [i, r].map(i64::from);
        let rr = i128::from(r.wrapping_mul(r));
        self.i = self.i.wrapping_add(i.wrapping_mul(weight));
        self.rr = self.rr.wrapping_add(rr.wrapping_mul(weight.into()));
        let squares = i128::from(squares).wrapping_mul(weight.into());
        self.squares = self.squares.wrapping_add(squares);
        self.weight = self.weight.wrapping_add(weight);
    }
}

/// The fit: numerators over one divisor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    in_phase: i128,
    quadrature: i128,
    divisor: i128,
}

impl Fit {
    pub(crate) fn in_phase(&self, of: i64) -> i64 {
        self.of(self.in_phase, of)
    }

    pub(crate) fn quadrature(&self, of: i64) -> i64 {
        self.of(self.quadrature, of)
    }

    fn of(&self, numerator: i128, of: i64) -> i64 {
        let product = numerator.saturating_mul(of.into());
        narrow(product.checked_div(self.divisor).unwrap_or(0))
    }
}

/// Bits above 40.
fn excess(value: i128) -> u32 {
    88_u32.saturating_sub(value.leading_zeros())
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}
