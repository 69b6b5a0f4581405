//! Any frames at any time: nothing panics, and no number comes of what is none.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;

use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Instant, Resistance, Voltage};
use hal_power_sim::SimFrame;
use proptest::prelude::*;
use sim100::{
    Config, Item, Sim100, Times,
    codec::{self, ANSWER, Answer, REQUEST},
};

const MS: Duration = Duration::from_millis(1);
const ESTIMATE: Duration = Duration::from_millis(300);

fn session(ceiling: Option<u64>) -> Sim100 {
    let times = Times::new(MS * 20, MS * 10, 3, ESTIMATE).unwrap();
    let mut config = Config::new(Voltage::from_volts(400), times).unwrap();
    if let Some(ceiling) = ceiling {
        let ceiling = Resistance::from_kilohms(ceiling);
        config = config.with_ceiling(ceiling).unwrap();
    }
    Sim100::new(config)
}

fn identifier() -> impl Strategy<Value = Id> {
    let long = |id| Id::Extended(ExtendedId::new(id).unwrap());
    prop_oneof![
        10 => Just(long(ANSWER)),
        2 => Just(long(REQUEST)),
        1 => (0..=0x1FFF_FFFF_u32).prop_map(long),
        1 => (0..=0x7FF_u16).prop_map(|id| Id::Standard(StandardId::new(id).unwrap())),
    ]
}

fn any_frame() -> impl Strategy<Value = SimFrame> {
    let byte = prop_oneof![4 => Just(0xE1), 1 => 0xE0..=0xE5_u8, 1 => any::<u8>()];
    let status = prop_oneof![3 => Just(0), 1 => Just(0x40), 1 => any::<u8>()];
    let rest = prop::collection::vec(any::<u8>(), 6);
    let length = prop_oneof![5 => Just(8_usize), 1 => 0..=8_usize];
    (identifier(), byte, status, rest, length).prop_map(|(id, byte, status, rest, length)| {
        let data = [vec![byte, status], rest].concat();
        SimFrame::new(id, data.get(..length).unwrap()).unwrap()
    })
}

/// What a good new answer about resistances says in kΩ, by the sheet alone.
fn told(frame: &SimFrame) -> Option<[u64; 2]> {
    let is_answer = frame.id() == Id::Extended(ExtendedId::new(ANSWER).unwrap());
    match *frame.data() {
        [0xE1, status, a, b, _, c, d, _] if is_answer && status & !0x03 == 0 => {
            let word = |high, low| u64::from(u16::from_be_bytes([high, low]));
            Some([word(a, b), word(c, d)])
        }
        _ => None,
    }
}

proptest! {
    #[test]
    fn insulation_is_what_a_good_answer_has_told_and_no_younger(
        events in prop::collection::vec((any_frame(), 0..30_u32), 1..200),
        ceiling in prop::option::of(1..=1_000_u64),
    ) {
        let mut session = session(ceiling);
        let mut now = Instant::from_micros(10_000_000);
        // Every good answer so far, with the time before which it was not asked.
        let mut told_so_far: Vec<([u64; 2], Instant)> = Vec::new();
        for (frame, wait) in events {
            now = now.saturating_add(MS * wait);
            while session.poll::<SimFrame>(now).is_some() {}
            prop_assert!(session.due() > now);
            let taken = session.on_frame(&frame);
            if let (Some(kilohms), Ok(Some(Item::Resistances))) = (told(&frame), taken) {
                told_so_far.push((kilohms, now));
            }
            let Ok(found) = session.insulation() else {
                continue;
            };
            let explains = |(kilohms, heard): &([u64; 2], Instant)| {
                let [positive, negative] = kilohms.map(|own| u128::from(own.min(2_000)) * 1_000_000_000);
                let total = (positive * negative).checked_div(positive + negative).unwrap_or(0);
                let most = ceiling.map_or(u128::MAX, |own| u128::from(own) * 1_000_000_000);
                let is_beyond = kilohms.iter().all(|own| *own > 2_000);
                u128::from(found.value.total.as_microohms()) == total.min(most)
                    && (ceiling.is_some() || !is_beyond)
                    && found.at <= heard.saturating_sub(ESTIMATE)
            };
            prop_assert!(told_so_far.iter().any(explains));
            prop_assert!(found.at >= Instant::from_micros(10_000_000));
        }
    }

    #[test]
    fn whatever_is_decoded_is_an_answer_and_holds_its_words(frame in any_frame()) {
        if let Ok(Some(answer)) = codec::decode(&frame) {
            prop_assert_eq!(frame.id(), Id::Extended(ExtendedId::new(ANSWER).unwrap()));
            prop_assert_eq!(answer.item().byte(), Some(frame.data()[0]));
            if let Answer::Resistances(poles) = answer {
                let high = poles.positive.value.as_kilohms() >> 8;
                prop_assert_eq!(high, u64::from(frame.data()[2]));
            }
        }
    }

    #[test]
    fn only_requests_are_sent_whatever_is_heard(
        events in prop::collection::vec((any_frame(), 0..100_u32, any::<bool>()), 1..100),
    ) {
        let mut session = session(None);
        let mut now = Instant::ORIGIN;
        for (frame, wait, restart) in events {
            now = now.saturating_add(MS * wait);
            let _ = session.on_frame(&frame);
            if restart && wait == 0 {
                session.restart();
            }
            let mut count = 0;
            while let Some(sent) = session.poll::<SimFrame>(now) {
                prop_assert_eq!(sent.id(), Id::Extended(ExtendedId::new(REQUEST).unwrap()));
                count += 1;
            }
            prop_assert!(count <= 2, "one question at a time, and a restart");
        }
    }
}
