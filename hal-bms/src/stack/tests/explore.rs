//! Steps a stack of two through every word of events, beside a judge that looks at the whole word.

use super::*;

/// What happens within one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Nothing,
    /// Module 0 or 1 announces itself as it should.
    Announced(u8),
    /// A sign of life of module 0 or 1.
    Alive(u8),
    /// Another module announces itself at position 0.
    Twin,
    /// Module 0 announces itself at position 1 as well.
    Copy,
    /// A module of another kind announces itself at position 1.
    OtherKind,
    /// Module 1 announces itself with another voltage.
    OtherVoltage,
    /// A third module announces itself.
    Third,
    /// No further module answers.
    Closed,
}

const ALL: [Event; 11] = [
    Event::Nothing,
    Event::Announced(0),
    Event::Announced(1),
    Event::Alive(0),
    Event::Alive(1),
    Event::Twin,
    Event::Copy,
    Event::OtherKind,
    Event::OtherVoltage,
    Event::Third,
    Event::Closed,
];

/// What a step comes to, without its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Wait,
    Done,
    /// With the position to blame.
    Failed(Option<u8>),
}

/// Seconds that a module may be silent, and that assembly may take.
const SILENCE: usize = 2;
const ASSEMBLY: usize = 4;

fn start() -> ModuleStack<2> {
    let half = Duration::from_millis(500);
    let seconds = |whole: usize| S * u32::try_from(whole).unwrap() + half;
    let within = Voltage::from_millivolts(500);
    let config = StackConfig::new(2, within, seconds(ASSEMBLY), seconds(SILENCE)).unwrap();
    let mut stack = ModuleStack::new(config).unwrap();
    stack.start(START);
    stack
}

fn apply(stack: &mut ModuleStack<2>, now: Instant, event: Event) {
    let twin = Module {
        serial: 0xBAD,
        ..module(0)
    };
    let copy = Module {
        serial: module(0).serial,
        ..module(1)
    };
    let other_kind = Module {
        kind: 7,
        ..module(1)
    };
    match event {
        Event::Nothing => {}
        Event::Announced(position) => stack.on_module(now, module(position)),
        Event::Alive(position) => {
            let Module {
                serial, voltage, ..
            } = module(position);
            stack.on_heartbeat(now, position, serial, voltage);
        }
        Event::Twin => stack.on_module(now, twin),
        Event::Copy => stack.on_module(now, copy),
        Event::OtherKind => stack.on_module(now, other_kind),
        Event::OtherVoltage => stack.on_module(now, with_voltage(1, 104_000)),
        Event::Third => stack.on_module(
            now,
            Module {
                position: 2,
                ..module(2)
            },
        ),
        Event::Closed => stack.close(),
    }
}

/// Judges the last step of a word whose steps before were neither done nor failed, or done if `joined`.
fn judge(word: &[Event], joined: bool) -> Came {
    let before = |event: Event| word[..word.len() - 1].contains(&event);
    let last = word[word.len() - 1];
    let seconds = word.len();
    // Who sits where, by the first announcement, and when each was last heard.
    let at_zero = |own: &Event| matches!(own, Event::Announced(0) | Event::Twin);
    let at_one = |own: &Event| {
        matches!(
            own,
            Event::Announced(1) | Event::Copy | Event::OtherKind | Event::OtherVoltage
        )
    };
    let first = |at: &dyn Fn(&Event) -> bool| word.iter().copied().find(|own| at(own));
    let (zero, one) = (first(&at_zero), first(&at_one));
    let known = |position: u8| if position == 0 { zero } else { one };
    let was_known = |position: u8| {
        let at: &dyn Fn(&Event) -> bool = if position == 0 { &at_zero } else { &at_one };
        word[..word.len() - 1].iter().any(at)
    };
    // What this event itself is blamed for.
    let right_serial = |position: u8| match known(position) {
        Some(Event::Twin | Event::Copy) | None => false,
        Some(_) => true,
    };
    let blamed = match last {
        Event::Third => Some(2),
        Event::Alive(position) => {
            (!was_known(position) || !right_serial(position)).then_some(position)
        }
        Event::Twin => (zero != Some(Event::Twin)).then_some(0),
        Event::Announced(0) if one == Some(Event::Copy) && zero != Some(Event::Twin) => Some(0),
        Event::Announced(0) => (zero == Some(Event::Twin)).then_some(0),
        Event::Copy => {
            let twice = before(Event::Announced(0)) && zero == Some(Event::Announced(0));
            (twice || one != Some(Event::Copy)).then_some(1)
        }
        Event::Announced(_) | Event::OtherVoltage | Event::OtherKind => {
            let same_kind = (last == Event::OtherKind) == (one == Some(Event::OtherKind));
            (!same_kind || one == Some(Event::Copy)).then_some(1)
        }
        Event::Nothing | Event::Closed => None,
    };
    if blamed.is_some() {
        return Came::Failed(blamed);
    }
    let silent = |position: u8| {
        let heard = word.iter().rposition(|own| match position {
            0 => at_zero(own) || *own == Event::Alive(0),
            _ => at_one(own) || *own == Event::Alive(1),
        });
        known(position).is_some() && heard.is_none_or(|at| seconds - (at + 1) > SILENCE)
    };
    if let Some(position) = [0, 1].into_iter().find(|position| silent(*position)) {
        return Came::Failed(Some(position));
    }
    let late = seconds > ASSEMBLY;
    if joined || !(late || word.contains(&Event::Closed)) {
        return Came::Wait;
    }
    let last_voltage = word
        .iter()
        .rev()
        .find(|own| at_one(own) || **own == Event::Alive(1));
    match (zero, one) {
        (None, None | Some(_)) => Came::Failed(Some(0)),
        (Some(_), None) => Came::Failed(Some(1)),
        (Some(_), Some(Event::OtherKind)) => Came::Failed(Some(1)),
        // Of two, the lower voltage is blamed, and it is the other that is higher.
        (Some(_), Some(_)) if last_voltage == Some(&Event::OtherVoltage) => Came::Failed(Some(0)),
        (Some(_), Some(_)) if late => Came::Failed(None),
        (Some(_), Some(_)) => Came::Done,
    }
}

fn explore(
    stack: &ModuleStack<2>,
    word: &mut Vec<Event>,
    joined: bool,
    depth: u32,
    seen: &mut [u64; 3],
) {
    if depth == 0 {
        return;
    }
    for event in ALL {
        let mut stack = stack.clone();
        word.push(event);
        let now = START.saturating_add(S * u32::try_from(word.len()).unwrap());
        apply(&mut stack, now, event);
        let came = match stack.step(now) {
            Step::Wait => Came::Wait,
            Step::Done(_) => Came::Done,
            Step::Failed(fault) => Came::Failed(fault.position()),
        };
        assert_eq!(came, judge(word, joined), "{word:?}");
        match came {
            Came::Wait => {
                seen[0] += 1;
                explore(&stack, word, joined, depth - 1, seen);
            }
            Came::Done => {
                seen[1] += 1;
                assert!(stack.stack().is_some());
                explore(&stack, word, true, depth - 1, seen);
            }
            Came::Failed(_) => seen[2] += 1,
        }
        word.pop();
    }
}

#[test]
fn every_word_of_events_comes_to_what_it_should() {
    let mut seen = [0; 3];
    explore(&start(), &mut Vec::new(), false, 7, &mut seen);
    assert_eq!(seen, [2_793, 38, 14_043]);
}
