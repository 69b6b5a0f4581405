//! Every combination of {error, stale, wrong, right} of every input, some steps deep.

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Error,
    Stale,
    Wrong,
    Right,
}

use Letter::*;

const LETTERS: [Letter; 4] = [Error, Stale, Wrong, Right];
const TICK: Duration = Duration::from_millis(300);
const INPUTS: usize = 5;

/// Wrong: an overcharged cell, a sensor too hot, a bit of the status, an open wire, a string that has lost a cell.
struct Words {
    right: Truth,
    wrong: Truth,
}

impl Letter {
    fn input<T>(self, now: Instant, right: T, wrong: T) -> Input<T> {
        match self {
            Error => Err(ErrorKind::Bus),
            Stale => Ok(Reading::new(right, Instant::ORIGIN)),
            Wrong => Ok(Reading::new(wrong, now)),
            Right => Ok(Reading::new(right, now)),
        }
    }
}

impl Words {
    fn new() -> Self {
        let mut wrong = Truth::cell(3, 3_650);
        wrong.temperatures[1] = celsius(60);
        wrong.status = SafetyStatus::SELF_TEST;
        Self {
            right: Truth::well(),
            wrong,
        }
    }

    fn spell(
        &self,
        now: Instant,
        [cells, temperatures, status, wires, stack]: [Letter; INPUTS],
    ) -> CellInputs<'_> {
        let (right, wrong) = (&self.right, &self.wrong);
        let sum = |truth: &Truth| {
            truth
                .cells
                .iter()
                .fold(Voltage::ZERO, |sum, cell| sum.saturating_add(*cell))
        };
        // the string is right where it is the sum of what the cells say
        let told = if cells == Wrong { wrong } else { right };
        let inputs = CellInputs::new(
            cells.input(now, &right.cells[..], &wrong.cells[..]),
            temperatures.input(now, &right.temperatures[..], &wrong.temperatures[..]),
            status.input(now, right.status, wrong.status),
        );
        inputs
            .with_open_wires(wires.input(now, CellSet::NONE, CellSet::only(4)).ok())
            .with_stack(stack.input(now, sum(told), mv(9_900)))
    }
}

/// For how many ticks each input has been unusable, and what it says beyond its limit; this one included.
#[derive(Clone, Copy)]
struct Past {
    unusable: [u32; INPUTS],
    wrong: [u32; INPUTS],
}

fn explore(
    guard: &CellGuard,
    words: &Words,
    now: Instant,
    past: Past,
    depth: u32,
    free: usize,
    steps: &mut (u64, u64),
) {
    if depth == 0 {
        return;
    }
    let now = now.saturating_add(TICK);
    for word in 0..4_usize.pow(u32::try_from(free).unwrap()) {
        let letters: [Letter; INPUTS] = core::array::from_fn(|input| match input {
            _ if input < free => LETTERS[word >> (2 * input) & 3],
            _ => Right,
        });
        let mut guard = guard.clone();
        let verdict = guard.step(now, words.spell(now, letters));
        steps.0 += 1;
        let past = past.after(letters);
        judge(&guard, verdict, letters, past);
        if verdict.fault.is_none() {
            explore(&guard, words, now, past, depth - 1, free, steps);
        } else {
            steps.1 += 1;
        }
    }
}

impl Past {
    fn after(mut self, letters: [Letter; INPUTS]) -> Self {
        let [cells, .., stack] = letters;
        for (input, letter) in letters.into_iter().enumerate() {
            let unusable = matches!(letter, Error | Stale);
            count(&mut self.unusable[input], Some(unusable));
            // the string is compared only with cells that can be used
            let is_heard = !unusable && (input != 4 || matches!(cells, Wrong | Right));
            let wrong = if input == 4 { stack } else { letter } == Wrong;
            count(&mut self.wrong[input], is_heard.then_some(wrong));
        }
        self
    }
}

/// Counts on what is, forgets on what is not, and lets what is under way go on where nothing is known.
fn count(ticks: &mut u32, is: Option<bool>) {
    *ticks = match is {
        Some(true) => *ticks + 1,
        Some(false) => 0,
        None if *ticks > 0 => *ticks + 1,
        None => 0,
    };
}

fn judge(guard: &CellGuard, verdict: CellVerdict, letters: [Letter; INPUTS], past: Past) {
    let all_right = letters.iter().all(|letter| *letter == Right);
    let unusable = |letter: &Letter| matches!(letter, Error | Stale);
    assert_eq!(guard.is_recovered(), all_right, "{letters:?}");
    if letters.iter().any(unusable) {
        assert_eq!(
            (verdict.charge, verdict.discharge),
            (Ratio::ZERO, Ratio::ZERO),
            "{letters:?}"
        );
    }
    let [cells, temperatures, status, wires, stack] = letters;
    if cells == Wrong || temperatures == Wrong {
        assert_eq!(verdict.charge, Ratio::ZERO, "{letters:?}");
    }
    if temperatures == Wrong || stack == Wrong {
        assert_eq!(verdict.discharge, Ratio::ZERO, "{letters:?}");
    }
    if all_right {
        assert_eq!(
            (verdict.charge, verdict.discharge),
            (Ratio::ONE, Ratio::ONE),
            "{letters:?}"
        );
    }
    // at 300 ms a step: 300 ms of heat and of mismatch are 2 steps, 500 ms of overvoltage 3, 1000 ms of silence 4
    let opens = status == Wrong
        || wires == Wrong
        || past.wrong[0] >= 3
        || past.wrong[1] >= 2
        || past.wrong[4] >= 2
        || [0, 1, 2, 4].iter().any(|input| past.unusable[*input] >= 4);
    assert_eq!(verdict.fault.is_some(), opens, "{letters:?}: {verdict:?}");
}

fn begun() -> CellGuard {
    let config = config()
        .with_stack(mv(200), MS * 300)
        .with_wire_test(MS * 1_000);
    CellGuard::new(config, START)
}

#[test]
fn never_allows_current_on_what_it_does_not_know() {
    let past = Past {
        unusable: [0; INPUTS],
        wrong: [0; INPUTS],
    };
    let mut steps = (0, 0);
    explore(&begun(), &Words::new(), START, past, 2, 5, &mut steps);
    explore(&begun(), &Words::new(), START, past, 4, 2, &mut steps);
    explore(&begun(), &Words::new(), START, past, 6, 1, &mut steps);
    assert!(steps.0 > 100_000 && steps.1 > 10_000, "{steps:?}");
}
