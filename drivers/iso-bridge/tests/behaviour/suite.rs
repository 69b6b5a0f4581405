//! The suite of `hal-conformance` on the meter with two sensors.

use crate::rig::{Asynch, Blocking, Board, POLES, Rig, config, kilohms};
use core::time::Duration;
use hal_conformance::{
    InsulationBench,
    insulation::{self, Net},
};
use hal_power::{ErrorKind, Ratio, Resistance, Voltage};
use hal_power_sim::{
    World,
    model::{earth_net::Spoiled, relay::Defect},
};
use iso_bridge::Sensors;

struct Suite(Rig);

impl InsulationBench for Suite {
    type Blocking = Blocking;
    type Asynch = Asynch;

    const PACE: Duration = Duration::from_secs(1);
    const START_UP: Duration = Duration::ZERO;
    const SETTLE: Duration = Duration::ZERO;
    const TELLS_OVER_RANGE: bool = false;
    const PLACE: Option<Ratio> = Some(Ratio::from_percent(1));

    fn new() -> Self {
        // sensors that are off by most of what is allowed, so that the likely value is better than the truth
        let spoiled = |sign| Spoiled {
            gain: Ratio::from_ppm(1_900 * sign),
            offset: Voltage::from_millivolts(19),
            noise: Voltage::ZERO,
        };
        let board = Board {
            spoiled: [spoiled(1), spoiled(-1)],
            ..Board::new(Sensors::Both)
        };
        let rig = Rig::new(&board, config(), 350);
        rig.insulate(None, None);
        Self(rig)
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn wait(&mut self, time: Duration) {
        self.0.world.clock().advance(time);
    }

    fn blocking(&self) -> Blocking {
        self.0.blocking()
    }

    fn asynch(&self) -> Asynch {
        self.0.asynch()
    }

    fn range() -> (Resistance, Resistance) {
        (kilohms(2), kilohms(2_000))
    }

    /// The total is the least that the readings allow: never better than the truth at all.
    fn bounds(truth: Resistance) -> (Resistance, Resistance) {
        (
            Resistance::from_microohms(truth.as_microohms() / 10 * 8),
            truth,
        )
    }

    fn set_net(&mut self, net: Net) {
        let (at, middle) = net.middle.unzip();
        let at = at.unwrap_or(Ratio::ZERO);
        self.0.net.borrow_mut().set_middle(at, middle);
        self.0.insulate(net.positive, net.negative);
    }

    fn break_meter(&mut self, nth: usize) -> Option<(ErrorKind, Duration)> {
        let ways =
            POLES.map(|pole| [Defect::Welded, Defect::StuckOpen].map(|defect| (pole, defect)));
        let (pole, defect) = ways.as_flattened().get(nth).copied()?;
        self.0.net.borrow_mut().set_defect(pole, Some(defect));
        Some((ErrorKind::Fault, Duration::ZERO))
    }

    fn mend_meter(&mut self) {
        for pole in POLES {
            self.0.net.borrow_mut().set_defect(pole, None);
        }
    }

    fn silence(&mut self, nth: usize) -> bool {
        let [positive, negative] = &self.0.probes;
        match nth {
            0 => positive.fail_after(0, ErrorKind::Bus),
            1 => negative.fail_after(0, ErrorKind::Bus),
            2 => positive.fail_after(7, ErrorKind::Bus),
            3 => negative.fail_after(29, ErrorKind::Bus),
            _ => return false,
        }
        true
    }
}

#[test]
fn insulation_of_two_sensors() {
    println!("{}", insulation::suite::<Suite>().unwrap());
}
