//! Virtual time, tasks, pins and cancellation.

mod common;

use common::{ADDRESS, Bench};
use core::{
    future::{Future, pending, poll_fn},
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use embedded_hal::digital::{InputPin, OutputPin};
use embedded_hal_async::{delay::DelayNs, digital::Wait, i2c::I2c};
use hal_power_sim::{
    Fault, Injection, World, clock::Clock, device::OutputLine, executor::Stalled, join, until,
};
use std::{cell::RefCell, rc::Rc};

fn poll<F: Future>(future: core::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_transfer_is_pending_before_it_starts_and_after_it_ended() {
    let bench = Bench::new();
    let mut bus = bench.bus.controller();
    let mut data = [0; 1];
    {
        let mut future = pin!(bus.write_read(ADDRESS, &[0x10], &mut data));
        assert!(poll(future.as_mut()).is_pending());
    }
    assert_eq!(
        bench.calls(),
        [],
        "dropped before its START, nothing has moved"
    );
    assert_eq!(bench.bus.counts().transfers, 0);
    {
        let mut future = pin!(bus.write_read(ADDRESS, &[0x10], &mut data));
        assert!(poll(future.as_mut()).is_pending());
        assert!(poll(future.as_mut()).is_pending());
        assert_eq!(bench.calls().len(), 5);
        assert_eq!(poll(future), Poll::Ready(Ok(())));
    }
    assert_eq!(data, [0xEF]);
}

#[test]
fn a_future_that_never_ends_runs_until_the_other_does() {
    let world = World::new();
    let (mut end, mut tick) = (world.delay(), world.delay());
    let mut ticks = 0;
    let ended = world.block_on(until(
        async {
            end.delay_ms(105).await;
            7
        },
        async {
            loop {
                tick.delay_ms(10).await;
                ticks += 1;
            }
        },
    ));
    assert_eq!(ended, Ok(7));
    assert_eq!(ticks, 10);
    assert_eq!(world.clock().nanos(), 105_000_000);
}

#[test]
fn time_jumps_to_the_earliest_timer() {
    let world = World::new();
    let order = RefCell::new(Vec::new());
    let task = |micros: u32| {
        let (mut delay, clock, order) = (world.delay(), world.clock(), &order);
        async move {
            for _ in 0..2 {
                delay.delay_us(micros).await;
                order.borrow_mut().push((micros, clock.nanos() / 1_000));
            }
        }
    };
    world
        .block_on(join(task(30), join(task(20), task(45))))
        .unwrap();
    let expected = [(20, 20), (30, 30), (20, 40), (45, 45), (30, 60), (45, 90)];
    assert_eq!(*order.borrow(), expected);
}

#[test]
fn a_delay_of_nothing_and_a_blocking_delay() {
    let world = World::new();
    world.block_on(world.delay().delay_ns(0)).unwrap();
    assert_eq!(world.clock().nanos(), 0);
    embedded_hal::delay::DelayNs::delay_ms(&mut world.delay(), 3);
    assert_eq!(world.now().as_micros(), 3_000);
}

#[test]
fn a_dropped_timer_is_not_waited_for() {
    let world = World::new();
    let mut delay = world.delay();
    let given_up = async {
        let mut long = pin!(delay.delay_ms(1_000));
        poll_fn(|cx| {
            assert!(long.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
    };
    world.block_on(given_up).unwrap();
    assert_eq!(world.block_on(pending::<()>()), Err(Stalled::Deadlock));
    assert_eq!(world.clock().nanos(), 0);
}

#[test]
fn a_stall_is_reported_by_name() {
    let world = World::new();
    assert_eq!(world.block_on(pending::<()>()), Err(Stalled::Deadlock));
    let mut pin = world.pin(false);
    assert_eq!(world.block_on(pin.wait_for_high()), Err(Stalled::Deadlock));
    let spin = poll_fn(|cx| {
        cx.waker().wake_by_ref();
        Poll::<()>::Pending
    });
    assert_eq!(world.block_on(spin), Err(Stalled::Spinning));
    world.set_patience(Duration::from_secs(1));
    let mut delay = world.delay();
    let forever = async {
        loop {
            delay.delay_ms(10).await;
        }
    };
    assert_eq!(
        world.block_on::<_>(async {
            let _: () = forever.await;
        }),
        Err(Stalled::OutOfPatience)
    );
    assert_eq!(world.clock().nanos(), 1_010_000_000);
}

#[test]
fn a_lost_wake_up_is_not_made_good_by_another_task() {
    let bench = Bench::new();
    bench.world.inject(Injection::nth(0, Fault::LostWakeUp));
    let mut bus = bench.bus.controller();
    let mut delay = bench.world.delay();
    let both = join(bus.write(ADDRESS, &[1]), delay.delay_ms(5));
    assert_eq!(bench.world.block_on(both).err(), Some(Stalled::Deadlock));
    assert_eq!(
        bench.world.now().as_micros(),
        5_000,
        "the other task went on"
    );
}

#[test]
fn tasks_interleave_at_transfers() {
    let bench = Bench::new();
    let task = |register: u8| {
        let mut bus = bench.bus.controller();
        async move {
            for value in 0..3 {
                bus.write(ADDRESS, &[register, value]).await.unwrap();
            }
        }
    };
    bench.world.start_trace();
    bench.world.block_on(join(task(0x50), task(0x60))).unwrap();
    let trace = bench.world.take_trace();
    let registers: Vec<_> = trace
        .to_string()
        .lines()
        .map(|line| line.split(' ').nth(5).unwrap().to_owned())
        .collect();
    assert_eq!(registers, ["50+", "60+", "50+", "60+", "50+", "60+"]);
}

#[test]
fn a_pin_waits_for_levels_and_edges() {
    let world = World::new();
    let mut input = world.pin(false);
    let mut output = input.clone();
    let (mut delay, clock) = (world.delay(), world.clock());
    let drive = async {
        for high in [true, false, true] {
            delay.delay_us(10).await;
            output.set_state(high.into()).unwrap();
        }
    };
    let watch = async {
        let mut seen = Vec::new();
        input.wait_for_low().await.unwrap();
        seen.push(clock.nanos());
        input.wait_for_rising_edge().await.unwrap();
        seen.push(clock.nanos());
        input.wait_for_falling_edge().await.unwrap();
        seen.push(clock.nanos());
        input.wait_for_any_edge().await.unwrap();
        seen.push(clock.nanos());
        input.wait_for_high().await.unwrap();
        seen.push(clock.nanos());
        seen
    };
    let ((), seen) = world.block_on(join(drive, watch)).unwrap();
    assert_eq!(seen, [0, 10_000, 20_000, 30_000, 30_000]);
    assert!(input.is_high().unwrap());
}

/// Goes low for 100 µs at the end of every millisecond.
struct Alert(Clock);

impl OutputLine for Alert {
    fn is_high(&mut self) -> bool {
        self.0.nanos() % 1_000_000 < 900_000
    }
    fn next_change(&mut self) -> Option<u64> {
        let (whole, rest) = (self.0.nanos() / 1_000_000, self.0.nanos() % 1_000_000);
        Some(whole * 1_000_000 + if rest < 900_000 { 900_000 } else { 1_000_000 })
    }
}

#[test]
fn time_jumps_to_the_next_change_of_a_line() {
    let world = World::new();
    let mut line = world.line(&Rc::new(RefCell::new(Alert(world.clock()))));
    world.block_on(line.wait_for_low()).unwrap().unwrap();
    assert_eq!(world.now().as_micros(), 900);
    world
        .block_on(line.wait_for_falling_edge())
        .unwrap()
        .unwrap();
    assert_eq!(world.now().as_micros(), 1_900);
    assert!(line.is_low().unwrap());
}

#[test]
fn a_level_that_is_there_already_is_no_edge() {
    let world = World::new();
    let (mut high, mut low) = (world.pin(true), world.pin(false));
    let stalled = Err(Stalled::Deadlock);
    assert_eq!(world.block_on(high.wait_for_rising_edge()), stalled);
    assert_eq!(world.block_on(low.wait_for_falling_edge()), stalled);
    assert_eq!(world.block_on(high.wait_for_any_edge()), stalled);
    assert_eq!(world.block_on(high.wait_for_high()), Ok(Ok(())));
}
