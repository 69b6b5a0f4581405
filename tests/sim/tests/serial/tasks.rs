//! The async face of a port.

use super::{BIT, bench, drain, pass};
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{Read, Write};
use hal_power_sim::{executor::Stalled, join, until};

#[test]
fn tasks_talk_in_virtual_time() {
    let (world, _, [mut one, mut other]) = bench();
    let ask = async {
        one.write_all(&[1, 2, 3]).await.unwrap();
        one.flush().await.unwrap();
        let sent = world.clock().nanos();
        let mut data = [0; 2];
        one.read_exact(&mut data).await.unwrap();
        (sent, data, world.clock().nanos())
    };
    let answer = async {
        let mut data = [0; 3];
        other.read_exact(&mut data).await.unwrap();
        world.delay().delay_ms(2).await;
        other.write_all(&data[1..]).await.unwrap();
    };
    let (asked, ()) = world.block_on(join(ask, answer)).unwrap();
    assert_eq!(asked, (30 * BIT, [2, 3], 50 * BIT + 2_000_000));
}

#[test]
fn an_async_write_waits_for_room() {
    let (world, _, [mut one, other]) = bench();
    one.set_transmit_depth(1);
    let written = one.write_all(&[1, 2, 3]);
    world.block_on(written).unwrap().unwrap();
    assert_eq!(world.clock().nanos(), 20 * BIT);
    pass(&world, 10 * BIT);
    assert_eq!(drain(&other), [1, 2, 3].map(Ok));
}

#[test]
fn nobody_who_could_send_is_a_deadlock() {
    let (world, _, [mut one, _other]) = bench::<2>();
    let mut data = [0];
    let read = one.read(&mut data);
    assert_eq!(world.block_on(read), Err(Stalled::Deadlock));
}

#[test]
fn a_read_that_is_given_up_loses_nothing() {
    let (world, _, [one, other]) = bench();
    one.send(&[1]);
    let mut reader = other.clone();
    let forever = async {
        loop {
            let mut data = [0; 4];
            reader.read(&mut data[..0]).await.unwrap();
            world.delay().delay_ms(1).await;
        }
    };
    let short = async { world.delay().delay_us(500).await };
    world.block_on(until(short, forever)).unwrap();
    let mut reader = other.clone();
    let mut data = [0; 4];
    let read = async {
        reader.read(&mut data).await.unwrap();
    };
    let short = async { world.delay().delay_us(500).await };
    world.block_on(until(short, read)).unwrap();
    assert_eq!(world.clock().nanos(), 1_000_000);
    pass(&world, 10 * BIT);
    assert_eq!(drain(&other), [Ok(1)]);
}
