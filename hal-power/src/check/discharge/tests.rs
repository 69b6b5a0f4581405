use super::*;
use crate::{
    Reading,
    check::{
        Step,
        explore::{Letter, Seen, explore},
    },
};

const S: Duration = Duration::from_secs(1);
const START: Instant = Instant::from_micros(1_000_000);
const BUS: usize = 0;
const AC: usize = 1;

const fn volts(volts: i32) -> Voltage {
    Voltage::from_volts(volts)
}

/// A bus that falls by 10 V in a second at most, and an AC port; a PV string and the grid.
fn config() -> DischargeConfig<2, 2> {
    DischargeConfig::new(
        volts(60),
        [
            DischargeNode::new(volts(100)).with_largest_fall(volts(20)),
            DischargeNode::new(volts(100)),
        ],
        [volts(50), volts(50)],
        S * 300,
        S * 3,
    )
    .unwrap()
}

/// What is true of an inverter, stepped each second.
#[derive(Clone)]
struct Rig {
    monitor: DischargeMonitor<2, 2>,
    now: Instant,
    bus: f64,
    pv: i32,
    grid: i32,
    pv_isolated: bool,
    grid_isolated: bool,
    bus_wire_off: bool,
    pv_fails: bool,
}

impl Rig {
    fn new() -> Self {
        Self {
            monitor: DischargeMonitor::new(config(), START),
            now: START,
            bus: 0.0,
            pv: 400,
            grid: 230,
            pv_isolated: false,
            grid_isolated: false,
            bus_wire_off: false,
            pv_fails: false,
        }
    }

    fn second(&mut self) -> Discharge {
        self.now = self.now.saturating_add(S);
        let pv = if self.pv_isolated { 0 } else { self.pv };
        self.bus = (self.bus * 0.98).max(f64::from(pv));
        let ac = if self.grid_isolated { 0 } else { self.grid };
        #[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
        let bus = if self.bus_wire_off {
            0
        } else {
            self.bus as i32
        };
        let read = |voltage| Ok(Reading::new(volts(voltage), self.now));
        let state = |isolated| Ok(Reading::new(isolated, self.now));
        let pv = if self.pv_fails {
            Err(ErrorKind::Bus)
        } else {
            read(self.pv)
        };
        let inputs = DischargeInputs::new(
            [read(bus), read(ac)],
            [
                DischargeSource {
                    voltage: pv,
                    isolated: state(self.pv_isolated),
                },
                DischargeSource {
                    voltage: read(self.grid),
                    isolated: state(self.grid_isolated),
                },
            ],
        );
        self.monitor.step(self.now, &inputs);
        self.monitor.status(self.now)
    }

    /// Runs until the status says so, and returns after how many seconds.
    fn until(&mut self, wanted: Discharge) -> Option<u32> {
        (1..2_000).find(|_| self.second() == wanted)
    }

    fn energised() -> Self {
        let mut rig = Self::new();
        for _ in 0..10 {
            assert!(matches!(rig.second(), Discharge::Live { .. }));
        }
        rig
    }

    fn shut_down() -> Self {
        let mut rig = Self::energised();
        rig.pv_isolated = true;
        rig.grid_isolated = true;
        rig
    }
}

#[test]
fn safe_after_the_stated_time_and_not_before() {
    let mut rig = Rig::shut_down();
    // ln(400 / 60) / 0.02 = 95 s for the bus, 300 s for the label
    let waited = rig
        .until(Discharge::Waiting { remaining: S * 200 })
        .unwrap();
    assert_eq!(waited, 100);
    assert_eq!(rig.until(Discharge::Safe), Some(200));
}

#[test]
fn a_slow_discharge_outlasts_the_stated_time() {
    let mut rig = Rig::shut_down();
    for _ in 0..400 {
        rig.bus = rig.bus.max(80.0);
        assert_eq!(rig.second(), Discharge::Live { node: BUS });
    }
}

#[test]
fn an_absent_source_needs_no_isolation() {
    let mut rig = Rig::energised();
    rig.pv = 0;
    rig.grid = 0;
    assert_eq!(rig.until(Discharge::Safe), Some(300));
}

#[test]
fn a_source_that_returns_revokes_it_and_starts_the_time_again() {
    let mut rig = Rig::shut_down();
    rig.until(Discharge::Safe).unwrap();
    rig.grid_isolated = false;
    assert_eq!(rig.second(), Discharge::Live { node: AC });
    rig.grid_isolated = true;
    // the bus was not seen live since
    assert_eq!(rig.second(), Discharge::Unknown { node: BUS });
    rig.monitor.sensor_checked(BUS);
    assert_eq!(rig.second(), Discharge::Waiting { remaining: S * 298 });
}

#[test]
fn a_source_that_cannot_be_judged_counts_as_present() {
    let mut rig = Rig::energised();
    rig.pv = 0;
    rig.grid_isolated = true;
    rig.until(Discharge::Safe).unwrap();
    rig.pv_fails = true;
    assert_eq!(rig.second(), Discharge::Waiting { remaining: S * 300 });
    rig.pv_fails = false;
    assert_eq!(rig.until(Discharge::Safe), Some(300));
}

#[test]
fn a_sensor_whose_wire_comes_off_is_not_a_discharge() {
    let mut rig = Rig::energised();
    rig.bus_wire_off = true;
    assert_eq!(rig.second(), Discharge::Live { node: AC });
    rig.grid_isolated = true;
    rig.pv_isolated = true;
    for _ in 0..1_000 {
        assert_eq!(rig.second(), Discharge::Unknown { node: BUS });
    }
}

#[test]
fn a_restart_knows_nothing() {
    let mut rig = Rig::shut_down();
    rig.until(Discharge::Safe).unwrap();
    rig.monitor = DischargeMonitor::new(config(), rig.now);
    for _ in 0..1_000 {
        assert_eq!(rig.second(), Discharge::Unknown { node: BUS });
    }
    rig.monitor = DischargeMonitor::new(config(), rig.now);
    rig.monitor.sensor_checked(BUS);
    rig.monitor.sensor_checked(AC);
    rig.monitor.sensor_checked(2);
    assert_eq!(rig.until(Discharge::Safe), Some(300));
}

#[test]
fn silence_is_not_safety() {
    let mut rig = Rig::shut_down();
    rig.until(Discharge::Safe).unwrap();
    let later = rig.now.saturating_add(S * 4);
    assert_eq!(rig.monitor.status(later), Discharge::Unknown { node: BUS });
    assert_eq!(
        rig.monitor.status(START),
        Discharge::Unknown { node: BUS },
        "readings from the future"
    );
    // what happened in a pause nobody saw
    rig.now = later;
    assert_eq!(rig.second(), Discharge::Waiting { remaining: S * 300 });
}

#[test]
fn nothing_to_judge_is_no_configuration() {
    let node = DischargeNode::new(volts(100));
    let none = DischargeConfig::<0, 1>::new(volts(60), [], [volts(50)], S, S);
    assert_eq!(none.unwrap_err(), ConfigError::NoLimit);
    let none = DischargeConfig::<1, 0>::new(volts(60), [node], [], S, S);
    assert_eq!(none.unwrap_err(), ConfigError::NoLimit);
    let zero = DischargeConfig::new(volts(60), [node], [volts(0)], S, S);
    assert_eq!(zero.unwrap_err(), ConfigError::NoLimit);
    let low = DischargeConfig::new(volts(100), [node], [volts(50)], S, S);
    assert_eq!(low.unwrap_err(), ConfigError::Ambiguous);
}

/// Safe only after two steps in a row in which all were right; source judged by voltage, or by isolation.
#[test]
fn never_safe_without_all_inputs_right() {
    for by_voltage in [true, false] {
        let config = DischargeConfig::new(
            volts(60),
            [DischargeNode::new(volts(100))],
            [volts(50)],
            S * 2,
            S * 3 / 2,
        )
        .unwrap();
        let mut monitor = DischargeMonitor::new(config, START);
        monitor.sensor_checked(0);
        let mut seen = Seen::default();
        explore(
            &(monitor, [[Letter::Wrong; 2]; 2]),
            START,
            S,
            4,
            &|(monitor, before): &mut (DischargeMonitor<1, 1>, [[Letter; 2]; 2]),
              now,
              letters: [Letter; 2]| {
                let [node, source] = letters;
                let source = if by_voltage {
                    DischargeSource {
                        voltage: source.input(now, volts(0), volts(400)),
                        isolated: Err(ErrorKind::NotReady),
                    }
                } else {
                    DischargeSource {
                        voltage: Ok(Reading::new(volts(400), now)),
                        isolated: source.input(now, true, false),
                    }
                };
                let inputs =
                    DischargeInputs::new([node.input(now, volts(5), volts(400))], [source]);
                monitor.step(now, &inputs);
                let safe = monitor.status(now) == Discharge::Safe;
                let source_right = before[1][1] == Letter::Right;
                *before = [before[1], letters];
                if safe {
                    assert!(source_right, "{before:?}");
                    Step::Done(())
                } else {
                    Step::<(), ()>::Wait
                }
            },
            &mut seen,
        );
        assert!(seen.proofs > 0 && seen.steps > 1_000, "{seen:?}");
    }
}
