//! Every public method of the `drv8860` driver.
#![no_std]
#![no_main]

#[cfg(feature = "asynch")]
use drv8860::asynch::Drv8860;
#[cfg(not(feature = "asynch"))]
use drv8860::blocking::Drv8860;
use drv8860::{Config, Control, Part, Pins};
use embedded_hal::digital::PinState;
use hal_power::{Contacts, Error as _};
use panic_free::{call, entry, half, hidden::number, hidden::show, wire::Wire};

#[cfg(feature = "asynch")]
use hal_power::asynch::ContactBank;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::ContactBank;

fn code() -> u8 {
    number().to_le_bytes()[0]
}

fn config() -> Config {
    let config = Config::new(Part::Drv8860);
    show(&config.part());
    show(&config.half_period_ns());
    show(&config.control());
    let config = config.with_half_period_ns(number()).unwrap_or(config);
    let Ok(control) = Control::new(number() != 0, code(), code()) else {
        return config;
    };
    show(&control.is_enabled());
    show(&control.duty_code());
    show(&control.time_code());
    config.with_control(control)
}

half! {
    fn alone() {
        let pins = Pins::new(Wire, Wire, Wire, Wire);
        let mut bank = Drv8860::<_, _, 1>::new(pins, Wire, Config::new(Part::Drv8860A));
        call!(bank.init());
        call!(bank.command(Contacts::from_bits_retain(number())));
        call!(bank.faults());
        show(&bank.count());
        show(&bank.config());
        show(&bank.free());
    }

    fn chain() {
        let pins = Pins::new(Wire, Wire, Wire, Wire)
            .with_enable(Wire, PinState::High)
            .with_fault(Wire);
        let mut bank = Drv8860::<_, _, 3>::new(pins, Wire, config());
        call!(bank.init());
        let closed = Contacts::from_bits_retain(number());
        call!(bank.command(closed));
        call!(bank.levels());
        call!(bank.control());
        call!(bank.reset_faults());
        show(&bank.is_fault_signalled());
        bank.open_all();
        show(&drv8860::Error::<()>::Contacts(closed).kind());
        show(&bank.free().0.enable.into_pin());
    }

    fn diagnosis() {
        let pins = Pins::new(Wire, Wire, Wire, Wire);
        let mut bank = Drv8860::<_, _, 4>::new(pins, Wire, config());
        call!(bank.init());
        #[cfg(feature = "asynch")]
        let faults = bank.faults().await;
        #[cfg(not(feature = "asynch"))]
        let faults = bank.faults();
        if let Ok(faults) = faults {
            show(&faults.over_current());
            show(&faults.open_load());
            show(&faults.watched());
            show(&faults.is_clear());
        }
    }

    fn main() {
        call!(alone());
        call!(chain());
        call!(diagnosis());
    }
}

entry!(main);
