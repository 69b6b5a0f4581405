//! What stands where.

use super::{Rig, circuit, phase};
use core::time::Duration;
use hal_power::{Current, Energy, Voltage};
use hal_power_sim::model::modbus_meter::{Circuit, Gap, Kind, ModbusMeter, Open, Phase, Plate};

/// 3-4-5: 0.6 and 0.8.
fn three() -> Circuit {
    circuit([
        phase(230, 10, 600, true),
        phase(240, 5, -800, true),
        phase(220, 20, 1_000, false),
    ])
}

#[test]
fn frames_of_real_meters() {
    // Requests and replies of an SDM630, as a logger of such meters printed them.
    let live = |microvolts, microamps| Phase {
        voltage: Voltage::from_microvolts(microvolts),
        current: Current::from_microamps(microamps),
        ..Phase::DEAD
    };
    let cases: [(i32, &[u8], &[u8]); 2] = [
        (
            231_684_891,
            &[0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB],
            &[0x01, 0x04, 0x04, 0x43, 0x67, 0xAF, 0x55, 0xE2, 0x10],
        ),
        (
            0,
            &[0x01, 0x04, 0x00, 0x08, 0x00, 0x02, 0xF0, 0x09],
            &[0x01, 0x04, 0x04, 0x40, 0x88, 0xFA, 0x31, 0xED, 0x1A],
        ),
    ];
    for (microvolts, request, reply) in cases {
        let rig = Rig::new(Kind::Sdm630, 1);
        let phases = [live(microvolts, 0), live(0, 4_280_541), Phase::DEAD];
        rig.meter.set_circuit(circuit(phases));
        assert_eq!(rig.exchange(request), reply);
    }
}

#[test]
fn the_example_of_a_manual() {
    let open = Open {
        // 230.2 kWh, as the float has it.
        energies: [Energy::from_millijoules(828_720_043_200), Energy::ZERO],
        ..Open::new(Kind::Sdm120)
    };
    let rig = Rig::with(Kind::Sdm120, 1, open);
    assert_eq!(
        rig.exchange(&[0x01, 0x04, 0x01, 0x56, 0x00, 0x02, 0x90, 0x27]),
        [0x01, 0x04, 0x04, 0x43, 0x66, 0x33, 0x34, 0x1B, 0x38]
    );
}

#[test]
fn a_real_request_of_half_a_float_to_a_ddsu666() {
    // Fifteen registers, the last of which is the higher half of the frequency.
    let rig = Rig::new(Kind::Ddsu666, 0x23);
    let mut live = phase(0, 0, 1_000, true);
    live.voltage = Voltage::from_microvolts(221_899_994);
    live.current = Current::from_milliamps(25);
    rig.meter
        .set_circuit(circuit([live, Phase::DEAD, Phase::DEAD]));
    let reply = rig.exchange(&[0x23, 0x03, 0x20, 0x00, 0x00, 0x0F, 0x08, 0x8C]);
    let (data, crc) = reply.split_at(33);
    let head = [
        0x23, 0x03, 0x1E, 0x43, 0x5D, 0xE6, 0x66, 0x3C, 0xCC, 0xCC, 0xCD,
    ];
    assert_eq!(data.get(..11), Some(&head[..]));
    // 49.95 Hz is 4247 CCCD.
    assert_eq!(data.get(31..), Some(&[0x42, 0x47][..]));
    assert_eq!(crc, super::crc16(data));
}

#[test]
fn an_sdm630_has_three_phases_and_their_sums() {
    let rig = Rig::new(Kind::Sdm630, 1);
    rig.meter.set_circuit(three());
    let expected = [
        (0x0000, 230.0),
        (0x0002, 240.0),
        (0x0004, 220.0),
        (0x0006, 10.0),
        (0x0008, 5.0),
        (0x000A, 20.0),
        (0x000C, 1_380.0),
        (0x000E, -960.0),
        (0x0010, 4_400.0),
        (0x0012, 2_300.0),
        (0x0014, 1_200.0),
        (0x0016, 4_400.0),
        (0x0018, 1_840.0),
        (0x001A, 720.0),
        (0x001C, 0.0),
        (0x001E, 0.6),
        (0x0020, -0.8),
        (0x0022, 1.0),
        (0x0024, 53.130_1),
        (0x0026, 143.130_1),
        (0x0028, 0.0),
        (0x002A, 230.0),
        (0x002E, 35.0 / 3.0),
        (0x0030, 35.0),
        (0x0034, 4_820.0),
        (0x0038, 7_900.0),
        (0x003C, 2_560.0),
        (0x003E, 4_820.0 / 7_900.0),
        (0x0042, 27.973_7),
        (0x0046, 49.95),
    ];
    for (register, value) in expected {
        let read = rig.read(1, 4, register);
        assert!((read - value).abs() <= 1e-4, "{register:04X}: {read}");
    }
}

#[test]
fn an_sdm120_has_one_phase_in_the_same_places() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.meter.set_circuit(three());
    for (register, value) in [
        (0x0000, 230.0),
        (0x0006, 10.0),
        (0x000C, 1_380.0),
        (0x0012, 2_300.0),
        (0x0018, 1_840.0),
        (0x001E, 0.6),
        (0x0024, 53.130_1),
        (0x0046, 49.95),
    ] {
        let read = rig.read(1, 4, register);
        assert!((read - value).abs() <= 1e-4, "{register:04X}: {read}");
    }
    for register in [0x02, 0x0E, 0x34] {
        assert_eq!(rig.ask(&[1, 4, 0, register, 0, 2]), [1, 0x84, 2]);
    }
}

#[test]
fn a_ddsu666_shows_kilowatts() {
    let rig = Rig::new(Kind::Ddsu666, 11);
    rig.meter.set_circuit(three());
    for (register, value) in [
        (0x2000, 230.0),
        (0x2002, 10.0),
        (0x2004, 1.38),
        (0x2006, 1.84),
        (0x2008, 2.3),
        (0x200A, 0.6),
        (0x200E, 49.95),
    ] {
        let read = rig.read(11, 3, register);
        assert!((read - value).abs() <= 1e-5, "{register:04X}: {read}");
    }
    assert_eq!(rig.ask(&[11, 3, 0, 6, 0, 1]), [11, 3, 2, 0, 11]);
}

#[test]
fn which_function_reads_a_ddsu666_is_the_caller_s() {
    let rig = Rig::new(Kind::Ddsu666, 11);
    assert_eq!(rig.ask(&[11, 4, 0x20, 0, 0, 2]), [11, 0x84, 1]);
    let open = Open {
        function: 4,
        ..Open::new(Kind::Ddsu666)
    };
    let rig = Rig::with(Kind::Ddsu666, 11, open);
    rig.meter.set_circuit(three());
    assert!((rig.read(11, 4, 0x2004) - 1.38).abs() < 1e-6);
    assert_eq!(rig.ask(&[11, 3, 0x20, 0, 0, 2]), [11, 0x83, 2]);
}

#[test]
fn an_sdm_has_its_address_among_the_settings() {
    let rig = Rig::new(Kind::Sdm630, 45);
    assert!((rig.read(45, 3, 0x0014) - 45.0).abs() < 1e-6);
    assert_eq!(rig.ask(&[45, 3, 0, 0, 0, 2]), [45, 0x83, 2]);
}

#[test]
fn an_sdm_says_what_it_is() {
    let plate = Plate {
        serial: 0x0123_4567,
        code: Some(0x89AB),
    };
    for kind in [Kind::Sdm120, Kind::Sdm630] {
        let open = Open {
            plate,
            ..Open::new(kind)
        };
        let rig = Rig::with(kind, 1, open);
        assert_eq!(
            rig.ask(&[1, 3, 0xFC, 0, 0, 2]),
            [1, 3, 4, 0x01, 0x23, 0x45, 0x67]
        );
        assert_eq!(rig.ask(&[1, 3, 0xFC, 2, 0, 1]), [1, 3, 2, 0x89, 0xAB]);
        let rig = Rig::new(kind, 1);
        assert_eq!(rig.ask(&[1, 3, 0xFC, 2, 0, 1]), [1, 0x83, 2]);
    }
    let rig = Rig::new(Kind::Ddsu666, 1);
    assert_eq!(rig.ask(&[1, 3, 0xFC, 0, 0, 2]), [1, 0x83, 2]);
}

#[test]
fn one_request_reads_across_gaps() {
    let rig = Rig::new(Kind::Sdm630, 1);
    rig.meter.set_circuit(three());
    let reply = rig.ask(&[1, 4, 0, 0, 0, 80]);
    assert_eq!(reply.get(..7), Some(&[1, 4, 160, 0x43, 0x66, 0, 0][..]));
    // 002C is no parameter.
    assert_eq!(reply.get(3 + 0x2C * 2..3 + 0x2E * 2), Some(&[0; 4][..]));
    assert_eq!(reply.len(), 163);
    let strict = Open {
        gap: Gap::Illegal,
        ..Open::new(Kind::Sdm630)
    };
    let rig = Rig::with(Kind::Sdm630, 1, strict);
    assert_eq!(rig.ask(&[1, 4, 0, 0, 0, 80]), [1, 0x84, 2]);
    assert_eq!(rig.ask(&[1, 4, 0, 0, 0, 0x2C]).len(), 3 + 0x2C * 2);
    let open = Open {
        gap: Gap::Zero,
        ..Open::new(Kind::Sdm630)
    };
    let rig = Rig::with(Kind::Sdm630, 1, open);
    assert_eq!(rig.ask(&[1, 4, 0x4A, 0x38, 0, 1]), [1, 4, 2, 0, 0]);
}

#[test]
fn what_cannot_be_read_is_an_exception() {
    let rig = Rig::new(Kind::Sdm630, 1);
    let cases: [(&[u8], u8, u8); 11] = [
        (&[1, 6, 0, 0x14, 0, 2], 0x86, 1),
        (&[1, 1, 0, 0, 0, 2], 0x81, 1),
        (&[1, 0x10, 0, 0x14, 0, 2, 4, 0, 0, 0, 0], 0x90, 1),
        (&[1, 4, 0, 0, 0, 0], 0x84, 3),
        (&[1, 4, 0, 0, 0, 126], 0x84, 3),
        (&[1, 4, 0, 0, 0, 81], 0x84, 2),
        (&[1, 4, 0x20, 0, 0, 2], 0x84, 2),
        (&[1, 4, 0xFF, 0xFF, 0, 2], 0x84, 2),
        // Within a parameter.
        (&[1, 4, 0, 1, 0, 3], 0x84, 2),
        (&[1, 4, 0, 0, 0, 1], 0x84, 2),
        (&[1, 4, 0, 0, 0, 3], 0x84, 2),
    ];
    for (request, function, code) in cases {
        assert_eq!(rig.ask(request), [1, function, code], "{request:02X?}");
    }
    let open = Open {
        most_registers: 50,
        too_many: 3,
        ..Open::new(Kind::Sdm630)
    };
    let rig = Rig::with(Kind::Sdm630, 1, open);
    assert_eq!(rig.ask(&[1, 4, 0, 0, 0, 52]), [1, 0x84, 3]);
    assert_eq!(rig.ask(&[1, 4, 0, 0, 0, 50]).len(), 103);
}

/// Reads imported, exported, their sum, and reactive energies of an SDM.
fn energies(rig: &Rig) -> [f32; 5] {
    [0x0048, 0x004A, 0x0156, 0x004C, 0x004E].map(|register| rig.read(1, 4, register))
}

fn near(one: [f32; 5], other: [f32; 5]) {
    for (one, other) in one.into_iter().zip(other) {
        assert!((one - other).abs() < 0.01, "{one} {other}");
    }
}

#[test]
fn energy_adds_up_in_each_direction() {
    let hour = Duration::from_hours(1);
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.meter.set_circuit(three());
    rig.world.clock().advance(hour);
    near(energies(&rig), [1.38, 0.0, 1.38, 1.84, 0.0]);
    let export = phase(230, 10, -800, false);
    rig.meter
        .set_circuit(circuit([export, Phase::DEAD, Phase::DEAD]));
    rig.world.clock().advance(hour * 2);
    near(energies(&rig), [1.38, 3.68, 5.06, 1.84, 2.76]);
    rig.meter.set_circuit(Circuit::DEAD);
    rig.world.clock().advance(hour);
    near(energies(&rig), [1.38, 3.68, 5.06, 1.84, 2.76]);
}

#[test]
fn phases_are_summed_together_or_each_by_itself() {
    for (each_phase, expected) in [
        (false, [4.82, 0.0, 4.82, 2.56, 0.0]),
        (true, [5.78, 0.96, 6.74, 2.56, 0.0]),
    ] {
        let open = Open {
            each_phase,
            ..Open::new(Kind::Sdm630)
        };
        let rig = Rig::with(Kind::Sdm630, 1, open);
        rig.meter.set_circuit(three());
        rig.world.clock().advance(Duration::from_hours(1));
        near(energies(&rig), expected);
        for (register, expected) in [
            (0x015A, 1.38),
            (0x015C, 0.0),
            (0x015E, 4.4),
            (0x0160, 0.0),
            (0x0162, 0.96),
            (0x0164, 0.0),
        ] {
            let sum = rig.read(1, 4, register);
            assert!((sum - expected).abs() < 0.01, "{register:04X}: {sum}");
        }
    }
}

#[test]
fn energy_goes_on_from_where_it_was() {
    let open = Open {
        energies: [
            Energy::from_watt_hours(12_345_000),
            Energy::from_watt_hours(678_000),
        ],
        ..Open::new(Kind::Ddsu666)
    };
    let rig = Rig::with(Kind::Ddsu666, 1, open);
    rig.meter.set_circuit(three());
    rig.world.clock().advance(Duration::from_hours(1_000));
    assert!((rig.read(1, 3, 0x4000) - 13_725.0).abs() < 0.01);
    assert!((rig.read(1, 3, 0x400A) - 678.0).abs() < 0.01);
    let (imported, exported) = rig.meter.energies();
    assert_eq!(exported, Energy::from_watt_hours(678_000));
    assert!(imported >= Energy::from_watt_hours(13_725_000));
}

#[test]
fn a_request_is_answered_with_what_flowed_when_it_came() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.meter.set_circuit(three());
    rig.host.send(&super::sealed(&[1, 4, 0, 0, 0, 2]));
    rig.pass(100_000_000);
    // Nobody has looked since; the change comes later than the answer all the same.
    let meter: &ModbusMeter = &rig.meter;
    meter.set_circuit(Circuit::DEAD);
    assert_eq!(rig.received().get(3..5), Some(&[0x43, 0x66][..]));
}
