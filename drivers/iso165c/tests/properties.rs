//! Any frames at any time: nothing panics, and no number comes of what is none.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;

use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Instant, Resistance};
use hal_power_sim::SimFrame;
use iso165c::{
    Config, Identifiers, Iso165C, Iso165C1, Item, Relay, RelayState, Scenario, Settings, Times,
    codec::{self, Answer, INFO, REQUEST, RESPONSE},
};
use proptest::prelude::*;

const MS: Duration = Duration::from_millis(1);

fn config(ceiling: Option<u64>) -> Config {
    let kilohms = Resistance::from_kilohms;
    let times = Times::new(MS * 20, MS * 10, 3, MS * 200, MS * 100).unwrap();
    let settings = Settings::new(kilohms(100), kilohms(300), 10).unwrap();
    let config = Config::new(settings, times);
    ceiling.map_or(config, |ceiling| {
        config.with_ceiling(kilohms(ceiling)).unwrap()
    })
}

fn standard(raw: u16) -> Id {
    Id::Standard(StandardId::new(raw).unwrap())
}

fn any_frame() -> impl Strategy<Value = SimFrame> {
    let id = prop_oneof![
        6 => Just(standard(INFO)),
        6 => Just(standard(RESPONSE)),
        1 => Just(standard(REQUEST)),
        1 => (0..=0x7FF_u16).prop_map(standard),
        1 => (0..=0x1FFF_FFFF_u32).prop_map(|id| Id::Extended(ExtendedId::new(id).unwrap())),
    ];
    let byte = prop_oneof![
        3 => prop::sample::select(vec![0x35, 0x37, 0xCA, 0xDD, 0xD2, 0x21, 0xFF, 0xC8, 0x32, 0xE0]),
        1 => any::<u8>(),
    ];
    let small = || prop_oneof![3 => 0..=2_u8, 1 => any::<u8>()];
    let rest = prop::collection::vec(small(), 7);
    let length = prop_oneof![4 => Just(0), 1 => 1..=8_usize];
    (id, byte, rest, length).prop_map(|(id, byte, rest, length)| {
        let data = [vec![byte], rest].concat();
        let length = match length {
            0 if id == standard(INFO) => 6,
            0 => 5,
            other => other,
        };
        SimFrame::new(id, data.get(..length).unwrap()).unwrap()
    })
}

/// A response to what was asked, mostly a good one.
fn answer(asked: &SimFrame, count: u8, odd: Option<[u8; 4]>) -> SimFrame {
    let [byte, a, b, c, d] = asked.data().try_into().unwrap();
    let good = match byte {
        0x35 => [0xE8, 0x03, 0, count],
        0x32 => [100, 0, 0, 0],
        0x39 => [0x2C, 0x01, 0, 0],
        0x3C => [10, 0, 0, 0],
        0xDD => [a, b, 1, 0],
        _ => [a, b, c, d],
    };
    let [a, b, c, d] = odd.unwrap_or(good);
    SimFrame::new(standard(RESPONSE), &[byte, a, b, c, d]).unwrap()
}

proptest! {
    #[test]
    fn nothing_panics_and_only_requests_are_sent(
        events in prop::collection::vec((any_frame(), 0..60_u32, 0..12_u8), 1..150),
    ) {
        let mut session = Iso165C::new(config(None));
        let mut now = Instant::ORIGIN;
        for (frame, wait, order) in events {
            now = now.saturating_add(MS * wait);
            match order {
                0 => session.reset(),
                1 => session.open(Relay::Negative),
                2 => session.open(Relay::Positive),
                3 => session.close(Relay::Positive),
                4 => session.ping(),
                5 => session.measure(wait % 2 == 0),
                6 => {
                    let is_open = |own: Relay| session.relay(own).is_some_and(|own| own.value == RelayState::Open);
                    let are_open = is_open(Relay::Negative) && is_open(Relay::Positive);
                    prop_assert!(session.self_test(Scenario::Overall).is_err() || are_open);
                }
                _ => {}
            }
            let _ = session.on_frame(now, &frame);
            let mut count = 0;
            while let Some(sent) = session.poll::<SimFrame>(now) {
                prop_assert_eq!((sent.id(), sent.dlc()), (standard(REQUEST), 5));
                if sent.data()[0] == 0x21 {
                    for relay in [Relay::Negative, Relay::Positive] {
                        prop_assert_eq!(session.relay(relay).map(|own| own.value), Some(RelayState::Open));
                    }
                }
                count += 1;
            }
            prop_assert!(count <= 1, "one question at a time");
            prop_assert!(session.due() > now);
        }
    }

    #[test]
    fn insulation_is_what_the_part_has_sent_and_no_younger_than_its_counter(
        events in prop::collection::vec(
            (any_frame(), 0..30_u32, any::<bool>(), prop::option::weighted(0.05, any::<[u8; 4]>())),
            1..150,
        ),
        ceiling in prop::option::of(1..=50_000_u64),
    ) {
        let mut session = Iso165C1::new(config(ceiling));
        let mut now = Instant::from_micros(10_000_000);
        let mut count = 0_u8;
        // The last good information, and when the part's counter last went on in truth.
        let mut last = None;
        let mut went_on = Instant::ORIGIN;
        let mut is_odd = false;
        for (frame, wait, moves, odd) in events {
            now = now.saturating_add(MS * wait);
            is_odd |= odd.is_some();
            if moves {
                count = count.wrapping_add(1);
                went_on = now;
            }
            while let Some(asked) = session.poll::<SimFrame>(now) {
                if session.on_frame(now, &answer(&asked, count, odd)).is_err() {
                    break;
                }
            }
            prop_assert!(session.due() > now);
            // Responses of its own the part has sent above.
            if frame.id() != standard(RESPONSE) && session.on_frame(now, &frame) == Ok(Some(Item::Info)) {
                last = Some(<[u8; 6]>::try_from(frame.data()).unwrap());
            }
            let Ok(found) = session.insulation() else {
                continue;
            };
            let [a, b, c, d, e, f] = last.unwrap();
            let told = u64::from(u16::from_le_bytes([a, b]));
            prop_assert!(told <= 50_000 && (ceiling.is_some() || told < 50_000));
            prop_assert_eq!(found.value.total.as_kilohms(), told.min(ceiling.unwrap_or(u64::MAX)));
            prop_assert_eq!((c & 0x1E, e & 0x05, f & 0x01, d), (0, 0, 0, d));
            if !is_odd {
                prop_assert!(found.at <= went_on, "younger than what was made last");
            }
        }
    }

    #[test]
    fn whatever_is_decoded_holds_its_words(frame in any_frame()) {
        if let Ok(Some(answer)) = codec::decode(&Identifiers::default(), &frame) {
            let data = frame.data();
            match answer {
                Answer::Info(info) => {
                    prop_assert_eq!((frame.id(), data.len()), (standard(INFO), 6));
                    prop_assert_eq!(info.imc.bits(), u16::from_le_bytes([data[2], data[3]]));
                    prop_assert_eq!(info.vifc.bits(), u16::from_le_bytes([data[4], data[5]]));
                }
                Answer::Rejected { byte, .. } => prop_assert_eq!((data[0], data[3]), (0xFF, byte)),
                _ => {
                    prop_assert_eq!((frame.id(), data.len()), (standard(RESPONSE), 5));
                    prop_assert_eq!(answer.item().and_then(Item::byte), Some(data[0]));
                }
            }
        }
    }
}
