//! The estimate of the resistances, and what it is worth.

use core::time::Duration;

use hal_power::{Instant, Insulation, Ratio, Reading, Resistance};

use crate::{NoInsulation, Poles, Status};

/// End of the range of either pole.
const RANGE: Resistance = Resistance::from_kilohms(2_000);

/// The last new estimate, and what came after it.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    time: Duration,
    held: Option<Reading<Poles<Resistance>>>,
    /// Why there is none.
    missing: NoInsulation,
    /// The last answer, new or not.
    last: Option<Poles<Resistance>>,
    /// How old the last new estimate that counted may be.
    at: Option<Instant>,
}

impl Estimate {
    pub(crate) const fn new(time: Duration) -> Self {
        Self {
            time,
            held: None,
            missing: NoInsulation::NotHeard,
            last: None,
            at: None,
        }
    }

    /// Forgets.
    pub(crate) const fn void(&mut self, missing: NoInsulation) {
        self.held = None;
        self.last = None;
        self.at = None;
        self.missing = missing;
    }

    /// The part is heard for the first time.
    pub(crate) const fn heard(&mut self) {
        self.missing = NoInsulation::NoEstimate;
    }

    pub(crate) const fn last(&self) -> Option<Poles<Resistance>> {
        self.last
    }

    /// Returns how old an answer may be that was asked for after the last new estimate.
    pub(crate) fn at(&self, asked: Instant) -> Instant {
        self.at.unwrap_or(asked.saturating_sub(self.time))
    }

    /// Takes an answer that was asked for at `asked`, of a part that is heard since `since`; returns whether it is new and counts.
    pub(crate) fn take(
        &mut self,
        answer: Poles<Resistance>,
        asked: Instant,
        since: Instant,
    ) -> bool {
        self.last = Some(answer);
        if !answer.status.contains(Status::NO_NEW_ESTIMATES) {
            // What was made before the part was heard may be of before it had started.
            let counts = asked.saturating_since(since) >= self.time;
            let at = asked.saturating_sub(self.time);
            self.held = counts.then_some(Reading::new(answer, at));
            self.at = self.held.map(|held| held.at);
            return counts;
        }
        let is_other = |held: Poles<Resistance>| {
            let values = |own: Poles<Resistance>| (own.positive, own.negative);
            values(held) != values(answer)
        };
        if self.held.is_some_and(|held| is_other(held.value)) {
            self.held = None;
            self.missing = NoInsulation::Missed;
        }
        false
    }

    /// Judges what is there.
    pub(crate) fn insulation(
        &self,
        ceiling: Option<Resistance>,
    ) -> Result<Reading<Insulation>, NoInsulation> {
        if let Some(last) = self.last {
            fitness(last.status)?;
        }
        let held = self.held.ok_or(self.missing)?;
        fitness(held.value.status)?;
        let [positive, negative] = [held.value.positive.value, held.value.negative.value];
        let is_beyond = positive > RANGE && negative > RANGE;
        if is_beyond && ceiling.is_none() {
            return Err(NoInsulation::OverRange);
        }
        let (positive, negative) = (positive.min(RANGE), negative.min(RANGE));
        let total = parallel(positive, negative);
        let total = ceiling.map_or(total, |ceiling| total.min(ceiling));
        let insulation = match place(positive, negative) {
            Some(place) if !is_beyond => Insulation::new(total).with_position(place),
            _ => Insulation::new(total),
        };
        Ok(Reading::new(insulation, held.at))
    }
}

/// Returns an error where a status says that an estimate is not to be used.
fn fitness(status: Status) -> Result<(), NoInsulation> {
    for (bit, error) in [
        (Status::HARDWARE_ERROR, NoInsulation::Hardware),
        (Status::RESERVED, NoInsulation::OtherPart),
        (Status::HIGH_BATTERY_VOLTAGE, NoInsulation::HighVoltage),
        (Status::LOW_BATTERY_VOLTAGE, NoInsulation::LowVoltage),
        (Status::HIGH_UNCERTAINTY, NoInsulation::Uncertain),
    ] {
        if status.contains(bit) {
            return Err(error);
        }
    }
    Ok(())
}

/// Both in parallel, rounded down.
fn parallel(one: Resistance, other: Resistance) -> Resistance {
    let (one, other) = (
        u128::from(one.as_microohms()),
        u128::from(other.as_microohms()),
    );
    let both = (one * other).checked_div(one + other).unwrap_or(0);
    Resistance::from_microohms(u64::try_from(both).unwrap_or(u64::MAX))
}

/// Where between the poles one fault would lie that looks like this; `None` where both are dead shorts.
fn place(positive: Resistance, negative: Resistance) -> Option<Ratio> {
    let (positive, negative) = (
        u128::from(positive.as_microohms()),
        u128::from(negative.as_microohms()),
    );
    let ppm = (negative * 1_000_000).checked_div(positive + negative)?;
    i32::try_from(ppm).ok().map(Ratio::from_ppm)
}
