//! Every public method of the `relay-pins` crate.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_power::{Contacts, Error as _, Instant, Ratio};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};
use relay_pins::{
    Economised, Economy, Follows, Mirror, NoMirror, Polarity, Relay, Relays, Switched, Times,
};

#[cfg(feature = "asynch")]
use hal_power::asynch::{ContactBank, ContactFeedback};
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::{ContactBank, ContactFeedback};

fn times() -> Times {
    let time = || Duration::from_micros(number().into());
    Times {
        operate: time(),
        release: time(),
        bounce: time(),
    }
}

fn economised() -> Relay<Economised<Wire>, Mirror<Wire>> {
    let economy = Economy {
        pull_in: Duration::from_micros(number().into()),
        hold: Ratio::from_ppm(signed()),
    };
    let mirror = Mirror::new(Wire, Follows::LowWhenClosed);
    Relay::with_mirror(Economised::new(Wire, economy), mirror, times())
}

half! {
    fn with_mirrors() {
        let mut bank = Relays::new([economised(), economised()]);
        call!(bank.command(Contacts::from_bits_retain(number())));
        show(&bank.poll(Instant::from_micros(number().into())));
        call!(bank.positions());
        show(&bank.count());
        for relay in bank.free() {
            let (coil, mirror) = relay.free();
            show(&coil.free());
            show(&mirror.free());
        }
    }

    fn plain() {
        let relay = Relay::<_, NoMirror>::new(Switched::new(Wire, Polarity::ActiveLow), times());
        let mut bank = Relays::new([relay]);
        call!(bank.command(Contacts::from_bits_retain(number())));
        show(&bank.poll(Instant::from_micros(number().into())));
        call!(bank.positions());
        show(&relay_pins::Error::<(), ()>::Contacts(Contacts::NONE).kind());
    }

    fn main() {
        call!(with_mirrors());
        call!(plain());
    }
}

entry!(main);
