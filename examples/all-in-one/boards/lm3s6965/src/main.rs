//! Drives QEMU's parts through public drivers, says what came of it, and then reads the temperature whenever it is asked to.

#![no_std]
#![no_main]

mod checks;
mod console;
mod requests;

use checks::{Failure, card, eeprom, registers, silence, transactions};
use console::Console;
use core::{fmt::Write as _, panic::PanicInfo};
use cortex_m_rt::{entry, exception};
use embedded_hal::delay::DelayNs as _;
use lm3s6965::{
    delay::Delay,
    i2c::{I2c0, Turnaround},
    pins::CardSelect,
    ssi::Ssi0,
    uart::Receiver,
};

/// The system clock as it is after a reset: QEMU's 12.5 MHz, and no less than the part's 12 MHz oscillator.
const CLOCK: u32 = 12_500_000;
const CLOCK_MEGAHERTZ: u32 = CLOCK.div_ceil(1_000_000);
const I2C_RATE: u32 = 100_000;
const UART_RATE: u32 = 115_200;
/// What a card can do before it is initialised.
const SSI_RATE: u32 = 400_000;

#[entry]
fn main() -> ! {
    let mut console = Console::open();
    let mut requests = Receiver::new(CLOCK, UART_RATE);
    let mut delay = Delay::new(CLOCK_MEGAHERTZ);
    let mut i2c = I2c0::new(CLOCK, I2C_RATE, Turnaround::StopAndStart);
    delay.delay_ns(requests::FIRST_CONVERSION_NS);

    let mut passed = true;
    let mut report = |name: &str, outcome: Result<(), Failure>| {
        passed &= outcome.is_ok();
        match outcome {
            Ok(()) => console.line(format_args!("check {name}: passed")),
            Err(failure) => console.line(format_args!("check {name}: failed: {failure:?}")),
        }
    };
    report("silence", silence::run(&mut i2c));
    report("registers", registers::run(&mut i2c));
    report("transactions", transactions::run(&mut i2c, &mut delay));
    report("eeprom", eeprom::run(&mut i2c, delay));
    report(
        "card",
        card::run(Ssi0::new(CLOCK, SSI_RATE), CardSelect::new(), delay),
    );
    requests::serve(&mut requests, &mut console, &mut i2c, delay);
    console.exit(passed)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let mut console = Console::open();
    let _ = writeln!(console, "panic: {info}");
    console.exit(false)
}

#[expect(
    unsafe_code,
    reason = "an exception handler replaces the runtime's and must not be called"
)]
mod faults {
    use super::{Console, exception};

    #[exception]
    unsafe fn HardFault(frame: &cortex_m_rt::ExceptionFrame) -> ! {
        let mut console = Console::open();
        console.line(format_args!("panic: hard fault at {:#010x}", frame.pc()));
        console.exit(false)
    }
}
