//! Every value against what flows.

use core::time::Duration;

use hal_power_sim::model::modbus_meter::{Kind, Misbehaviour, Open};
use modbus_meter::{
    Config, Direction, Function, Line, Phase,
    hal_power::{
        ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Sensor as _, Voltage,
    },
};

use crate::{HOLDING, bench, both, config, format, open, still};

const L123: [Phase; 3] = [Phase::L1, Phase::L2, Phase::L3];

const VOLTS: [Voltage; 3] = [
    Voltage::from_volts(230),
    Voltage::from_volts(240),
    Voltage::from_volts(220),
];
const AMPS: [Current; 3] = [
    Current::from_amps(10),
    Current::from_amps(5),
    Current::from_amps(20),
];
/// Positive while exporting.
const ACTIVE: [Power; 3] = [
    Power::from_watts(-1_380),
    Power::from_watts(960),
    Power::from_watts(2_640),
];
const REACTIVE: [ReactivePower; 3] = [
    ReactivePower::from_vars(-1_840),
    ReactivePower::from_vars(-720),
    ReactivePower::from_vars(3_520),
];
const APPARENT: [ApparentPower; 3] = [
    ApparentPower::from_volt_amps(2_300),
    ApparentPower::from_volt_amps(1_200),
    ApparentPower::from_volt_amps(4_400),
];
const FACTOR: [Ratio; 3] = [
    Ratio::from_permille(-600),
    Ratio::from_permille(800),
    Ratio::from_permille(600),
];
const FREQUENCY: Frequency = Frequency::from_millihertz(49_950);

/// Sums of the phases: 2220 W of 7900 VA.
const ALL: (Power, ReactivePower, ApparentPower, Ratio) = (
    Power::from_watts(2_220),
    ReactivePower::from_vars(960),
    ApparentPower::from_volt_amps(7_900),
    Ratio::from_ppm(281_013),
);

#[test]
fn an_sdm120() {
    let config = config(format()).unwrap();
    let bench = || still(Kind::Sdm120);
    assert_eq!(
        both!(bench(), Sdm120(config), rms_voltage()).0,
        Ok(VOLTS[0])
    );
    assert_eq!(both!(bench(), Sdm120(config), rms_current()).0, Ok(AMPS[0]));
    assert_eq!(
        both!(bench(), Sdm120(config), active_power()).0,
        Ok(ACTIVE[0])
    );
    assert_eq!(
        both!(bench(), Sdm120(config), reactive_power()).0,
        Ok(REACTIVE[0])
    );
    assert_eq!(
        both!(bench(), Sdm120(config), apparent_power()).0,
        Ok(APPARENT[0])
    );
    assert_eq!(
        both!(bench(), Sdm120(config), power_factor()).0,
        Ok(FACTOR[0])
    );
    assert_eq!(both!(bench(), Sdm120(config), frequency()).0, Ok(FREQUENCY));
    let all = both!(bench(), Sdm120(config), snapshot()).0.unwrap();
    assert_eq!((all.voltage, all.current), (VOLTS[0], AMPS[0]));
    assert_eq!((all.active, all.reactive), (ACTIVE[0], REACTIVE[0]));
    assert_eq!((all.apparent, all.power_factor), (APPARENT[0], FACTOR[0]));
    assert_eq!(all.frequency, FREQUENCY);
}

#[test]
fn an_sdm630_and_each_of_its_phases() {
    let config = config(format()).unwrap();
    let bench = || still(Kind::Sdm630);
    for (at, phase) in L123.into_iter().enumerate() {
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).rms_voltage()).0,
            Ok(VOLTS[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).rms_current()).0,
            Ok(AMPS[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).active_power()).0,
            Ok(ACTIVE[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).reactive_power()).0,
            Ok(REACTIVE[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).apparent_power()).0,
            Ok(APPARENT[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).power_factor()).0,
            Ok(FACTOR[at])
        );
        assert_eq!(
            both!(bench(), Sdm630(config), phase(phase).frequency()).0,
            Ok(FREQUENCY)
        );
    }
    assert_eq!(both!(bench(), Sdm630(config), active_power()).0, Ok(ALL.0));
    assert_eq!(
        both!(bench(), Sdm630(config), reactive_power()).0,
        Ok(ALL.1)
    );
    assert_eq!(
        both!(bench(), Sdm630(config), apparent_power()).0,
        Ok(ALL.2)
    );
    assert_eq!(both!(bench(), Sdm630(config), power_factor()).0, Ok(ALL.3));
    assert_eq!(both!(bench(), Sdm630(config), frequency()).0, Ok(FREQUENCY));

    let all = both!(bench(), Sdm630(config), snapshot()).0.unwrap();
    for (at, phase) in all.phases.iter().enumerate() {
        assert_eq!((phase.voltage, phase.current), (VOLTS[at], AMPS[at]));
        assert_eq!((phase.active, phase.reactive), (ACTIVE[at], REACTIVE[at]));
        assert_eq!(
            (phase.apparent, phase.power_factor),
            (APPARENT[at], FACTOR[at])
        );
    }
    assert_eq!((all.active, all.reactive), (ALL.0, ALL.1));
    assert_eq!((all.apparent, all.power_factor), (ALL.2, ALL.3));
    assert_eq!(all.frequency, FREQUENCY);
}

#[test]
fn a_ddsu666_by_either_function() {
    let config = config(format()).unwrap();
    for function in [Function::Holding, Function::Input] {
        let bench = || {
            let answers = Open {
                function: function.code(),
                ..Open::new(Kind::Ddsu666)
            };
            open(answers, Kind::Ddsu666)
        };
        assert_eq!(
            both!(bench(), Ddsu666(config, function), rms_voltage()).0,
            Ok(VOLTS[0])
        );
        assert_eq!(
            both!(bench(), Ddsu666(config, function), rms_current()).0,
            Ok(AMPS[0])
        );
        assert_eq!(
            both!(bench(), Ddsu666(config, function), active_power()).0,
            Ok(ACTIVE[0])
        );
        assert_eq!(
            both!(bench(), Ddsu666(config, function), reactive_power()).0,
            Ok(REACTIVE[0])
        );
        assert_eq!(
            both!(bench(), Ddsu666(config, function), power_factor()).0,
            Ok(FACTOR[0])
        );
        assert_eq!(
            both!(bench(), Ddsu666(config, function), frequency()).0,
            Ok(FREQUENCY)
        );
        let all = both!(bench(), Ddsu666(config, function), snapshot())
            .0
            .unwrap();
        assert_eq!((all.voltage, all.current), (VOLTS[0], AMPS[0]));
        assert_eq!((all.active, all.reactive), (ACTIVE[0], REACTIVE[0]));
        assert_eq!((all.power_factor, all.frequency), (FACTOR[0], FREQUENCY));
    }
}

/// Each quadrant, on each meter, in all four ways of counting.
#[test]
fn signs_follow_current_and_direction() {
    use Direction::{ExportPositive, ImportPositive};
    for (active_way, reactive_way) in [
        (ImportPositive, ImportPositive),
        (ImportPositive, ExportPositive),
        (ExportPositive, ImportPositive),
        (ExportPositive, ExportPositive),
    ] {
        let line = Line::new(9_600, crate::bench::RESPONSE).unwrap();
        let config = Config::new(line, 1, 80, active_way, Duration::ZERO).unwrap();
        let config = config.with_reactive(reactive_way);
        for (permille, inductive) in [(600, true), (600, false), (-600, true), (-600, false)] {
            let quadrant = |kind| {
                let bench = bench(kind);
                let mut circuit = crate::LIVE;
                circuit.phases = [crate::phase(200, 5, permille, inductive); 3];
                bench.meter.set_circuit(circuit);
                bench.meter.misbehave(Misbehaviour::Frozen);
                bench
            };
            let way = |way| if way == ExportPositive { 1 } else { -1 };
            let active = way(active_way) * permille;
            let reactive = way(reactive_way) * if inductive { 800 } else { -800 };
            let watts = Ok(Power::from_watts(active));
            let vars = Ok(ReactivePower::from_vars(reactive));
            let factor = Ok(Ratio::from_permille(active));
            let at = (permille, inductive, active_way, reactive_way);
            let bench = || quadrant(Kind::Sdm120);
            assert_eq!(
                both!(bench(), Sdm120(config), active_power()).0,
                watts,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Sdm120(config), reactive_power()).0,
                vars,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Sdm120(config), power_factor()).0,
                factor,
                "{at:?}"
            );
            let bench = || quadrant(Kind::Ddsu666);
            assert_eq!(
                both!(bench(), Ddsu666(config, HOLDING), active_power()).0,
                watts,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Ddsu666(config, HOLDING), reactive_power()).0,
                vars,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Ddsu666(config, HOLDING), power_factor()).0,
                factor,
                "{at:?}"
            );
            let bench = || quadrant(Kind::Sdm630);
            let watts = Ok(Power::from_watts(3 * active));
            let vars = Ok(ReactivePower::from_vars(3 * reactive));
            assert_eq!(
                both!(bench(), Sdm630(config), active_power()).0,
                watts,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Sdm630(config), reactive_power()).0,
                vars,
                "{at:?}"
            );
            assert_eq!(
                both!(bench(), Sdm630(config), power_factor()).0,
                factor,
                "{at:?}"
            );
            let all = both!(bench(), Sdm630(config), snapshot()).0.unwrap();
            assert_eq!((Ok(all.active), Ok(all.reactive)), (watts, vars), "{at:?}");
            assert_eq!(Ok(all.power_factor), factor, "{at:?}");
        }
    }
}

/// Values of one frame are of one time, whatever flows between two frames.
#[test]
fn a_value_is_of_the_time_of_its_request() {
    let config = config(format()).unwrap();
    let bench = bench(Kind::Sdm630);
    let mut meter = modbus_meter::blocking::Sdm630::new(bench.host.clone(), bench.pause(), config);
    meter.init().unwrap();
    bench.meter.set_circuit(crate::IDLE);
    let all = meter.snapshot().unwrap();
    assert_eq!(all.apparent, ApparentPower::ZERO);
    bench.meter.set_circuit(crate::LIVE);
    assert_eq!(meter.snapshot().unwrap().apparent, ALL.2);
    assert_eq!(meter.latency(), Duration::ZERO);
}
