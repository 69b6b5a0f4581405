//! The class suite, for banks of several lengths, on pins that can fail.

use core::time::Duration;
use hal_conformance::{ContactBench, contacts};
use hal_power::{Contacts, ErrorKind};
use hal_power_sim::{Fault, Fuse, FusedPin, Pin, World};
use relay_pins::{NoMirror, Polarity, Relay, Relays, Switched, Times};

const TIMES: Times = Times {
    operate: Duration::ZERO,
    release: Duration::ZERO,
    bounce: Duration::ZERO,
};

/// `N` coils, the odd ones active low.
struct Bench<const N: usize> {
    world: World,
    wires: [Pin; N],
    fuse: Fuse,
}

const fn polarity(index: usize) -> Polarity {
    if index.is_multiple_of(2) {
        Polarity::ActiveHigh
    } else {
        Polarity::ActiveLow
    }
}

type Bank<const N: usize> = Relays<N, Switched<FusedPin<Pin>>, NoMirror>;

impl<const N: usize> Bench<N> {
    fn bank(&self) -> Bank<N> {
        let mut index = 0..;
        Relays::new(self.wires.each_ref().map(|wire| {
            let polarity = polarity(index.next().unwrap_or_default());
            Relay::new(Switched::new(self.fuse.pin(wire.clone()), polarity), TIMES)
        }))
    }
}

impl<const N: usize> ContactBench for Bench<N> {
    type Blocking = Bank<N>;
    type Asynch = Bank<N>;

    const FAULTS: &'static [Fault] = &[];

    fn new() -> Self {
        let world = World::new();
        Self {
            wires: core::array::from_fn(|index| world.pin(polarity(index) == Polarity::ActiveLow)),
            world,
            fuse: Fuse::new(),
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn fuse(&self) -> Option<&Fuse> {
        Some(&self.fuse)
    }

    fn levels(&self) -> Contacts {
        (0..32).zip(&self.wires).enumerate().fold(
            Contacts::NONE,
            |levels, (index, (contact, wire))| {
                let on = wire.level() == (polarity(index) == Polarity::ActiveHigh);
                levels.with(contact, on)
            },
        )
    }

    /// Pins are the controller's own: a dip of its supply takes the firmware along.
    fn brown_out(&mut self) {}

    fn blocking(&self) -> Self::Blocking {
        self.bank()
    }

    fn asynch(&self) -> Self::Asynch {
        self.bank()
    }

    fn init(_driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        Ok(())
    }
}

#[test]
fn one_relay() {
    println!("{}", contacts::suite::<Bench<1>>().unwrap());
}

#[test]
fn eight_relays() {
    println!("{}", contacts::suite::<Bench<8>>().unwrap());
}

#[test]
fn thirty_two_relays() {
    println!("{}", contacts::suite::<Bench<32>>().unwrap());
}
