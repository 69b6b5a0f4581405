//! Every public method of the `max4820` driver.
#![no_std]
#![no_main]

use hal_power::{Contacts, Error as _};
#[cfg(feature = "asynch")]
use max4820::asynch::Max4820;
#[cfg(not(feature = "asynch"))]
use max4820::blocking::Max4820;
use panic_free::{call, entry, half, hidden::number, hidden::show, wire::Wire};

#[cfg(feature = "asynch")]
use hal_power::asynch::ContactBank;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::ContactBank;

half! {
    fn alone() {
        let mut bank = Max4820::<_, 1>::new(Wire);
        call!(bank.init());
        call!(bank.command(Contacts::from_bits_retain(number())));
        show(&bank.count());
        show(&bank.free());
    }

    fn cascade() {
        let mut bank = Max4820::<_, 3, _>::with_reset(Wire, Wire);
        call!(bank.init());
        let closed = Contacts::from_bits_retain(number());
        call!(bank.command(closed));
        bank.open_all();
        show(&max4820::Error::<()>::Contacts(closed).kind());
        show(&bank.free());
    }

    fn main() {
        call!(alone());
        call!(cascade());
    }
}

entry!(main);
