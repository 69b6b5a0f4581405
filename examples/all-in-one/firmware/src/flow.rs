//! Decides which power flows where. Integers only; sensors and limits in, set points out.

use hal_inverter::Duty;
use hal_power::{Current, Power, Ratio, Voltage};

/// Ticks of the carrier that every stage's duty counts in.
pub const PERIOD: u16 = 10_000;

/// How the link is held.
#[derive(Debug, Clone, Copy)]
pub struct LinkControl {
    /// Voltage to hold.
    pub target: Voltage,
    /// Power against each volt of deviation.
    pub per_volt: Power,
    /// Deviation above the target from which PV and battery are held back; at twice the deviation neither supplies.
    pub curtail: Voltage,
}

/// Set points of one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flow {
    /// From battery to link.
    pub(crate) battery: Power,
    /// From link to the AC side.
    pub(crate) bridge: Power,
    /// Share of the PV power on offer.
    pub(crate) boost: Ratio,
}

/// What the battery lets in and out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatteryRange {
    pub(crate) charge: Power,
    pub(crate) discharge: Power,
}

impl BatteryRange {
    /// Multiplies the currents in force with the voltage at the terminals.
    pub(crate) fn new(charge: Current, discharge: Current, voltage: Voltage) -> Self {
        Self {
            charge: Power::from_voltage_and_current(voltage, charge),
            discharge: Power::from_voltage_and_current(voltage, discharge),
        }
    }

    fn limit(&self, power: Power) -> Power {
        power.max(self.charge.saturating_neg()).min(self.discharge)
    }
}

/// What the meter says in a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Metered {
    /// Something new.
    New(Power),
    /// What it has said already.
    Same,
    /// Nothing for too long.
    Silent,
}

/// Keeps the set point that is integrated.
#[derive(Debug)]
pub(crate) struct FlowControl {
    link: LinkControl,
    rating: Power,
    battery: Power,
}

impl FlowControl {
    pub(crate) const fn new(link: LinkControl, rating: Power) -> Self {
        Self {
            link,
            rating,
            battery: Power::ZERO,
        }
    }

    /// Connected: the battery follows what the meter shows, so that nothing is imported or exported; the bridge holds the link.
    /// Where it cannot, as when the grid has just gone, what would lift the link further is held back. With a silent meter the
    /// battery idles.
    pub(crate) fn connected(
        &mut self,
        meter: Metered,
        pv: Power,
        link: Voltage,
        range: BatteryRange,
    ) -> Flow {
        let wanted = match meter {
            Metered::New(meter) => {
                let quarter = Power::from_milliwatts(meter.as_milliwatts() / 4);
                self.battery.saturating_sub(quarter)
            }
            Metered::Same => self.battery,
            Metered::Silent => Power::ZERO,
        };
        self.battery = self.rated(range.limit(wanted));
        let share = self.admitted(link);
        let battery = if self.battery > Power::ZERO {
            scaled(self.battery, share)
        } else {
            self.battery
        };
        let supply = battery.saturating_add(pv);
        Flow {
            battery,
            bridge: self.rated(supply.saturating_add(self.correction(link))),
            boost: share,
        }
    }

    /// Islanded: the bridge delivers what is asked for; the battery holds the link.
    pub(crate) fn islanded(
        &mut self,
        load: Power,
        pv: Power,
        link: Voltage,
        range: BatteryRange,
    ) -> Flow {
        let missing = load
            .saturating_sub(pv)
            .saturating_sub(self.correction(link));
        self.battery = self.rated(range.limit(missing));
        Flow {
            battery: self.battery,
            bridge: Power::ZERO,
            boost: self.admitted(link),
        }
    }

    /// Power that the link has too much of.
    fn correction(&self, link: Voltage) -> Power {
        let above = i64::from(link.saturating_sub(self.link.target).as_microvolts());
        let milliwatts = above * i64::from(self.link.per_volt.as_milliwatts()) / 1_000_000;
        Power::from_milliwatts(i32::try_from(milliwatts).unwrap_or(i32::MAX))
    }

    /// Share of the supply that the link takes: all until it is `curtail` above its target, nothing from twice that.
    fn admitted(&self, link: Voltage) -> Ratio {
        let band = i64::from(self.link.curtail.as_microvolts()).max(1);
        let over = i64::from(link.saturating_sub(self.link.target).as_microvolts()) - band;
        let left = (band - over).max(0).min(band);
        Ratio::from_ppm(i32::try_from(left * 1_000_000 / band).unwrap_or(0))
    }

    fn rated(&self, power: Power) -> Power {
        power.max(self.rating.saturating_neg()).min(self.rating)
    }

    /// The rating as the ends of a duty with a sign.
    pub(crate) fn signed_duty(&self, power: Power) -> Duty {
        signed_duty(power, self.rating)
    }
}

/// Turns a signed power into a duty: half of the period is nothing, the ends are the rating.
pub fn signed_duty(power: Power, rating: Power) -> Duty {
    let rating = i64::from(rating.as_milliwatts()).max(1);
    let share = i64::from(power.as_milliwatts()) * 500_000 / rating + 500_000;
    Duty::from_ratio(
        Ratio::from_ppm(i32::try_from(share).unwrap_or(500_000)),
        PERIOD,
    )
}

fn scaled(power: Power, share: Ratio) -> Power {
    Power::from_milliwatts(part_of(power.as_milliwatts(), share))
}

/// A share, up to the whole, of a value.
pub(crate) fn part_of(whole: i32, share: Ratio) -> i32 {
    let part = i64::from(whole) * i64::from(share.as_ppm()) / 1_000_000;
    i32::try_from(part).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
