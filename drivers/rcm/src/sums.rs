//! Sums over a window, and the straight fit through them.

use crate::{Config, Window, config::LAG_ONE, window::RING};

/// Sums over the slots of a window, within their integers as [`Config::new`] bounds the channels: `i` residual current, `r`
/// reference, which is the voltage with the sensor's lag, `w` its slope over two slots.
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
    pub(crate) squares: u64,
    pub(crate) slots: i64,
    pub(crate) swing: Swing,
}

/// Sums over the reference alone, with its slope and its bend over four slots to either side.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Swing {
    pub(crate) squares: i64,
    pub(crate) slopes: i64,
    pub(crate) bend: i64,
    pub(crate) slots: i64,
}

impl Sums {
    pub(crate) fn of(window: &Window, config: &Config) -> Option<Self> {
        let mut sums = Self::default();
        let mut references = [0_i32; RING];
        let mut before = None;
        let mut count = 0_usize;
        for (slot, place) in window.slots(config.span())?.zip(&mut references) {
            let before = before.replace(slot.voltage).unwrap_or(slot.voltage);
            *place = reference(slot.voltage, before, config.lag);
            count = count.saturating_add(1);
        }
        // the first has no slot before it
        let references = references.get(1..count)?;
        let currents = window.slots(config.span())?.skip(2);
        for (around, slot) in references.windows(3).zip(currents) {
            if let [first, r, last] = around {
                sums.add(slot.current, *r, last.wrapping_sub(*first));
                sums.squares = sums.squares.wrapping_add(slot.squares);
            }
        }
        for around in references.windows(9) {
            if let [first, _, _, _, r, _, _, _, last] = around {
                sums.swing.add(*first, *r, *last);
            }
        }
        Some(sums)
    }

    fn add(&mut self, i: i32, r: i32, w: i32) {
        self.slots = self.slots.saturating_add(1);
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

    /// Fits `i = d + g·r + b·w`; `None` where `r` and `w` do not tell themselves apart.
    pub(crate) fn fit(&self) -> Option<Fit> {
        let n = i128::from(self.slots);
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
        let in_phase = product(ir, ww).saturating_sub(product(iw, rw)) >> again;
        let quadrature = product(iw, rr).saturating_sub(product(ir, rw)) >> again;
        let mut fit = Fit {
            in_phase,
            quadrature,
            divisor: divisor >> again,
            explained: 0,
        };
        let explained = fit.of(in_phase, ir).saturating_add(fit.of(quadrature, iw));
        fit.explained = explained.checked_shl(shift).unwrap_or(i128::MAX);
        Some(fit)
    }
}

impl Swing {
    fn add(&mut self, first: i32, r: i32, last: i32) {
        let slope = last.wrapping_sub(first);
        let bend = r.wrapping_mul(2).wrapping_sub(first.wrapping_add(last));
        self.slots = self.slots.saturating_add(1);
        let terms = [
            (&mut self.squares, r, r),
            (&mut self.slopes, slope, slope),
            (&mut self.bend, r, bend),
        ];
        for (sum, one, other) in terms {
            *sum = sum.wrapping_add(i64::from(one).wrapping_mul(other.into()));
        }
    }
}

/// The fit: numerators over one divisor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    in_phase: i128,
    quadrature: i128,
    divisor: i128,
    /// Square sum of what the fit explains, times the square of the slots.
    pub(crate) explained: i128,
}

impl Fit {
    pub(crate) fn in_phase(&self, of: i64) -> i64 {
        narrow(self.of(self.in_phase, of.into()))
    }

    pub(crate) fn quadrature(&self, of: i64) -> i64 {
        narrow(self.of(self.quadrature, of.into()))
    }

    fn of(&self, numerator: i128, of: i128) -> i128 {
        let product = numerator.saturating_mul(of);
        product.checked_div(self.divisor).unwrap_or(0)
    }
}

/// Bits above 40.
fn excess(value: i128) -> u32 {
    88_u32.saturating_sub(value.leading_zeros())
}

pub(crate) fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// Voltage of `lag` before the slot, on the line to the slot before.
fn reference(now: i32, before: i32, lag: i64) -> i32 {
    let back = i64::from(before.wrapping_sub(now)).wrapping_mul(lag);
    // no more than the difference itself
    let back = i32::try_from(back >> LAG_ONE.trailing_zeros()).unwrap_or(0);
    now.wrapping_add(back)
}
