//! The driver loop: every millisecond the wants of the components go to the coils, and what was sampled goes to them.

use crate::plant::{CIRCUIT, CONTACTOR, CURRENT_NOISE, MS, Plant, VOLTAGE_NOISE};
use core::{cell::RefMut, time::Duration};
use hal_bms::{
    ContactorConfig, ContactorFault, ContactorInputs, ContactorPair, MakeLife, Opening, Wear,
    hal_power::{
        Contacts, Current, Energy, ErrorKind, Instant, Path, PathId, Power, Ratio, Resistance,
        Voltage,
        check::{
            Precharge, PrechargeConfig, PrechargeFault, PrechargeInputs, Step, WeldConfig,
            WeldInputs, WeldTest, WeldVerdict,
        },
    },
};
use hal_power_sim::model::{
    contactor::Contactor,
    dc_link::{Circuit, DcLink, Place},
    relay::FULL,
};

pub(crate) const PLACES: [Place; 3] = [Place::Precharge, Place::Positive, Place::Negative];
const PRECHARGE: u32 = 0;
const POSITIVE: u32 = 1;
const NEGATIVE: u32 = 2;

/// Contacts rest within this after a command.
const REST: Duration = Duration::from_millis(40);
const MAX_AGE: Duration = Duration::from_millis(5);

/// What a step of the converter takes from its current once it is stopped.
const RAMP: Current = Current::from_amps(1);

/// The makes of the contactor's sheet, as a share of the voltage.
const LIFE: &[MakeLife] = &[
    MakeLife {
        precharged: Ratio::from_percent(90),
        operations: 50_000,
    },
    MakeLife {
        precharged: Ratio::from_percent(80),
        operations: 50,
    },
];

pub(crate) fn precharge() -> PrechargeConfig {
    let noise = |noise: u16| i32::from(noise) * 5 / 2;
    PrechargeConfig::new(
        Resistance::from_ohms(50),
        MS * 44,
        Voltage::from_volts(320),
        MAX_AGE,
    )
    .with_noise(
        Voltage::from_millivolts(noise(VOLTAGE_NOISE)),
        Current::from_milliamps(noise(CURRENT_NOISE)),
    )
    .with_auxiliary_load(Current::from_milliamps(150))
    .with_settle_time(REST)
    .with_heat_limit(Energy::from_joules(150), Power::from_milliwatts(525))
}

pub(crate) fn contactors(make_within: Voltage) -> ContactorConfig {
    ContactorConfig::new(make_within, CONTACTOR.breaks_discharging, MAX_AGE)
        .with_break_limits(CONTACTOR.breaks_discharging, CONTACTOR.breaks_charging)
        .with_waits(MS * 500, MS * 300)
        .with_difference(Voltage::from_volts(20), MS * 10)
}

/// The battery with the components that drive it.
pub(crate) struct Rig {
    pub(crate) plant: Plant,
    pub(crate) precharge: Precharge,
    pub(crate) pair: ContactorPair<'static>,
    pub(crate) is_current_silent: bool,
    /// Whether the converter stops when it is told to.
    pub(crate) obeys: bool,
    path: Path,
    converter: Current,
    weld_test: Option<WeldTest>,
    /// When the main contacts have closed beside the resistor.
    releases: Option<Instant>,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(CIRCUIT, precharge(), contactors(Voltage::from_volts(20)))
    }

    pub(crate) fn with(
        circuit: Circuit,
        precharge: PrechargeConfig,
        contactors: ContactorConfig,
    ) -> Self {
        let rig = Self {
            plant: Plant::new(circuit),
            precharge: Precharge::new(precharge, Energy::ZERO),
            pair: ContactorPair::new(contactors, Wear::new(LIFE, 0)),
            is_current_silent: false,
            obeys: true,
            path: Path::new(PathId(1), Contacts::first(3)),
            converter: Current::ZERO,
            weld_test: None,
            releases: None,
        };
        rig.circuit().set_auxiliary(Current::from_milliamps(100));
        rig
    }

    /// With the pair closed, precharge at rest, and this much current, positive while the battery discharges.
    pub(crate) fn closed(amps: i32) -> Self {
        let mut rig = Self::new();
        rig.connect(amps);
        rig
    }

    pub(crate) fn connect(&mut self, amps: i32) {
        let (closed, _) = self.close();
        closed.unwrap();
        self.run(MS * 300);
        assert_eq!(self.are_closed(), [false, true, true]);
        self.load(amps);
        self.run(MS * 20);
        assert_eq!(self.pair.take_fault(), None);
    }

    pub(crate) fn circuit(&self) -> RefMut<'_, DcLink> {
        self.plant.circuit.borrow_mut()
    }

    pub(crate) fn now(&self) -> Instant {
        self.plant.now()
    }

    /// Sets the converter's current.
    pub(crate) fn load(&mut self, amps: i32) {
        self.converter = Current::from_amps(amps);
    }

    pub(crate) fn contactor<T>(&self, place: Place, read: impl FnOnce(&Contactor) -> T) -> T {
        read(self.circuit().contactor(place))
    }

    pub(crate) fn arcs(&self) -> [u32; 3] {
        PLACES.map(|place| self.contactor(place, Contactor::arcs))
    }

    pub(crate) fn are_closed(&self) -> [bool; 3] {
        PLACES.map(|place| self.contactor(place, Contactor::is_closed))
    }

    fn wanted(&self) -> Contacts {
        if let Some(test) = &self.weld_test {
            return test.contacts();
        }
        let (precharge, main) = (self.precharge.contacts(), self.pair.wants().closed);
        Contacts::NONE
            .with(PRECHARGE, precharge.precharge)
            .with(POSITIVE, main)
            .with(NEGATIVE, main || precharge.other_pole)
    }

    /// Commands what is wanted, lets a millisecond pass, and returns what the sensors said at its begin.
    fn pass(&mut self, across: Place) -> (ContactorInputs, WeldInputs) {
        let wanted = self.wanted();
        self.path.command(wanted);
        for (contact, place) in (0..).zip(PLACES) {
            let share = if wanted.is_closed(contact) { FULL } else { 0 };
            self.circuit().drive(place, share);
        }
        if self.pair.wants().stop_converter && self.obeys {
            let current = self.converter;
            self.converter = if current.abs() <= RAMP {
                Current::ZERO
            } else if current > Current::ZERO {
                current.saturating_sub(RAMP)
            } else {
                current.saturating_add(RAMP)
            };
        }
        self.circuit().set_converter(self.converter);
        let (mut inputs, across) = self.plant.pass(across);
        if self.is_current_silent {
            inputs.current = Err(ErrorKind::Bus);
        }
        (inputs, WeldInputs::new(inputs.battery, across))
    }

    /// One round; returns what precharge came to.
    fn tick(&mut self) -> Option<Result<(), PrechargeFault>> {
        let (inputs, _) = self.pass(Place::Positive);
        let now = self.now();
        let given = PrechargeInputs::new(inputs.battery, inputs.link, inputs.current);
        let ended = match self.precharge.step(now, &self.path, given) {
            Step::Wait => None,
            Step::Done(proof) => {
                self.pair.close(proof, now, &self.path, inputs).unwrap();
                self.releases = Some(now.saturating_add(REST));
                Some(Ok(()))
            }
            Step::Failed(fault) => Some(Err(fault)),
        };
        self.pair.step(now, inputs);
        if self.releases.is_some_and(|releases| now >= releases) {
            self.precharge.release();
            self.releases = None;
        }
        ended
    }

    pub(crate) fn run(&mut self, time: Duration) {
        let until = self.now().saturating_add(time);
        while self.now() < until {
            self.tick();
        }
    }

    /// Precharges and closes. Returns what precharge came to, and when from the begin on.
    pub(crate) fn close(&mut self) -> (Result<(), PrechargeFault>, Duration) {
        let begun = self.now();
        self.precharge.start(begun, &self.path);
        let ended = self.until(Self::tick);
        (ended, self.now().saturating_since(begun))
    }

    /// Runs until the pair opens by itself, at the longest for this time. Returns why.
    pub(crate) fn fault_within(&mut self, time: Duration) -> Option<ContactorFault> {
        let until = self.now().saturating_add(time);
        while self.now() < until {
            self.tick();
            let fault = self.pair.take_fault();
            if fault.is_some() {
                return fault;
            }
        }
        None
    }

    /// Asks for opening. Returns how the pair opened, and when from now on.
    pub(crate) fn open(&mut self) -> (Opening, Duration) {
        let begun = self.now();
        self.pair.open(begun);
        let opening = self.until(|rig| {
            rig.tick();
            rig.pair.take_opening()
        });
        let took = self.now().saturating_since(begun);
        self.run(REST);
        (opening, took)
    }

    /// Opens one main contactor while the other stays closed, and both after it.
    pub(crate) fn weld_test(&mut self, place: Place) -> (WeldVerdict, Duration) {
        let (contact, partner) = match place {
            Place::Negative => (NEGATIVE, POSITIVE),
            _ => (POSITIVE, NEGATIVE),
        };
        let (difference, closed) = (Voltage::from_volts(50), Voltage::from_volts(5));
        let config = WeldConfig::new(difference, closed, REST, MS * 300, MAX_AGE);
        let mut test = WeldTest::new(config.unwrap());
        let begun = self.now();
        test.start(begun, &self.path, contact, Contacts::only(partner));
        self.weld_test = Some(test);
        let verdict = self.until(|rig| {
            let discharges = rig.weld_test.as_ref().is_some_and(WeldTest::discharge);
            rig.circuit().set_discharge(discharges);
            let (_, inputs) = rig.pass(place);
            let now = rig.now();
            rig.weld_test.as_mut()?.step(now, &rig.path, inputs)
        });
        let took = self.now().saturating_since(begun);
        self.weld_test = None;
        self.circuit().set_discharge(false);
        self.pair.open(self.now());
        self.run(REST);
        (verdict, took)
    }

    fn until<T>(&mut self, mut round: impl FnMut(&mut Self) -> Option<T>) -> T {
        (0..100_000).find_map(|_| round(self)).unwrap()
    }
}
