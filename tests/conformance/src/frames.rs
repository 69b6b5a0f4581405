//! The suite for frames of samples.

extern crate alloc;

use crate::{Check, Failure, Passed, report::ensure};
use core::{ops::RangeInclusive, time::Duration};
use hal_inverter::{FrameFlags, FrameSource, FrameStatus};
use hal_power_sim::World;

/// A source of frames in a simulated world, whose samples the suite can set.
pub trait FrameBench<const CHANNELS: usize>: Sized {
    /// The port.
    type Frames: FrameSource<CHANNELS>;

    /// Time from one frame to the next.
    const PERIOD: Duration;

    /// Codes of the converters.
    const CODES: RangeInclusive<i32>;

    /// By how much a code may differ from the truth.
    const TOLERANCE: i32;

    /// Makes a new world in which frames come, each sample in its window.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Creates the port.
    fn frames(&self) -> Self::Frames;

    /// Calls `code` of this channel.
    fn code(frames: &Self::Frames, channel: usize) -> i32;

    /// Sets what is at the input of a channel, as the code that it would be on a converter without end.
    fn set(&self, channel: usize, code: i32);

    /// Moves the instant of sampling out of its window, or back.
    fn set_beside_window(&self, beside: bool);
}

/// Runs every check.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: FrameBench<CHANNELS>, const CHANNELS: usize>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    sequence::<B, CHANNELS>(&mut passed)?;
    range::<B, CHANNELS>(&mut passed)?;
    saturation::<B, CHANNELS>(&mut passed)?;
    window::<B, CHANNELS>(&mut passed)?;
    Ok(passed)
}

/// Lets whole frames pass until one was sampled after all that was set.
fn next<B: FrameBench<CHANNELS>, const CHANNELS: usize>(
    bench: &B,
    frames: &B::Frames,
) -> FrameStatus {
    for _ in 0..2 {
        bench.world().clock().advance(B::PERIOD);
        let _ = frames.status();
    }
    frames.status()
}

fn sequence<B: FrameBench<CHANNELS>, const CHANNELS: usize>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let bench = B::new();
    let frames = bench.frames();
    let mut last = next::<B, CHANNELS>(&bench, &frames).sequence;
    let check = Check::Sequence;
    for _ in 0..10 {
        bench.world().clock().advance(B::PERIOD);
        let (one, two) = (frames.status(), frames.status());
        ensure!(one == two, check, "{one:?}, read again {two:?}");
        ensure!(
            one.sequence == last.wrapping_add(1) && !one.flags.contains(FrameFlags::OVERRUN),
            check,
            "{one:?} a period after number {last}"
        );
        last = one.sequence;
    }
    bench.world().clock().advance(B::PERIOD * 3);
    let status = frames.status();
    ensure!(
        status.sequence == last.wrapping_add(3) && status.flags.contains(FrameFlags::OVERRUN),
        check,
        "{status:?} three periods after number {last}"
    );
    passed.add(check, 11);
    Ok(())
}

fn range<B: FrameBench<CHANNELS>, const CHANNELS: usize>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let check = Check::Range;
    let (lowest, highest) = (*B::CODES.start(), *B::CODES.end());
    let step = (highest / 16 - lowest / 16).max(1);
    let mut cases = 0;
    for channel in 0..CHANNELS {
        let bench = B::new();
        let frames = bench.frames();
        for other in 0..CHANNELS {
            bench.set(other, lowest + 8 * step);
        }
        for truth in (1..16).map(|share| lowest + share * step) {
            bench.set(channel, truth);
            let status = next::<B, CHANNELS>(&bench, &frames);
            let code = B::code(&frames, channel);
            ensure!(
                status.is_sound() && code.abs_diff(truth) <= B::TOLERANCE.unsigned_abs(),
                check,
                "channel {channel}: {code} for {truth}, {status:?}"
            );
            cases += 1;
        }
    }
    passed.add(check, cases);
    Ok(())
}

fn saturation<B: FrameBench<CHANNELS>, const CHANNELS: usize>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let check = Check::Saturation;
    let (lowest, highest) = (*B::CODES.start(), *B::CODES.end());
    let mut cases = 0;
    for channel in 0..CHANNELS {
        let bench = B::new();
        let frames = bench.frames();
        for other in 0..CHANNELS {
            bench.set(other, lowest / 2 + highest / 2);
        }
        for (truth, end) in [(highest + 50, highest), (lowest - 50, lowest)] {
            bench.set(channel, truth);
            let status = next::<B, CHANNELS>(&bench, &frames);
            let code = B::code(&frames, channel);
            ensure!(
                status.flags.contains(FrameFlags::SATURATED) && !status.is_sound() && code == end,
                check,
                "channel {channel}: {code} for {truth}, {status:?}"
            );
            cases += 1;
        }
    }
    passed.add(check, cases);
    Ok(())
}

fn window<B: FrameBench<CHANNELS>, const CHANNELS: usize>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let check = Check::Window;
    let bench = B::new();
    let frames = bench.frames();
    for channel in 0..CHANNELS {
        bench.set(channel, B::CODES.start() / 2 + B::CODES.end() / 2);
    }
    let mut cases = 0;
    for beside in [false, true, true, false] {
        bench.set_beside_window(beside);
        let status = next::<B, CHANNELS>(&bench, &frames);
        ensure!(
            status.is_sound() != beside && status.flags.contains(FrameFlags::IN_WINDOW) != beside,
            check,
            "beside the window: {beside}, {status:?}"
        );
        cases += 1;
    }
    passed.add(check, cases);
    Ok(())
}
