//! Both halves say the same and move the same bits.

use ade7953::{Bits16, Bits24, Channel, Register};

use crate::bench::{Bench, SETTLED, Wire, config};

on_both_buses! {
    every_method;
    after_a_brown_out;
}

/// Calls in this order on either half.
macro_rules! calls {
    ($prepare:expr; $($method:ident($($argument:expr),*);)+) => {{
        let prepare: fn(&Bench<W>) = $prepare;
        let bench = Bench::<W>::new();
        bench.draw_both(10_000, 120);
        let mut driver = bench.blocking();
        bench.world.start_trace();
        let mut said = vec![format!("{:?}", driver.init(&config()))];
        bench.wait(SETTLED);
        prepare(&bench);
        $(said.push(format!("{:?}", driver.$method($($argument),*)));)+
        let blocking = bench.world.take_trace();

        let bench = Bench::<W>::new();
        bench.draw_both(10_000, 120);
        let mut driver = bench.asynch();
        bench.world.start_trace();
        let done = bench.world.block_on(driver.init(&config())).unwrap();
        let mut asynch_said = vec![format!("{done:?}")];
        bench.wait(SETTLED);
        prepare(&bench);
        $(
            let answer = bench.world.block_on(driver.$method($($argument),*)).unwrap();
            asynch_said.push(format!("{answer:?}"));
        )+
        let asynch = bench.world.take_trace();
        assert_eq!(said, asynch_said);
        assert!(blocking.same_bits(&asynch), "{blocking}\n{asynch}");
        said
    }};
}

fn every_method<W: Wire>() {
    use Channel::{A, B};
    let said = calls! {
        |_| {};
        rms_voltage(); rms_current(A); rms_current(B); active_power(A); active_power(B);
        reactive_power(A); reactive_power(B); apparent_power(A); apparent_power(B);
        readings(A); readings(B); power_factor(A); power_factor(B); frequency(); phase_delay(A);
        phase_delay(B); active_energy(A); active_energy(B); reactive_energy(A); reactive_energy(B);
        apparent_energy(A); apparent_energy(B); clear_energy(A); clear_energy(B); peak_voltage();
        take_peak_voltage(); peak_current(A); take_peak_current(B); conditions(); events();
        take_events(); check(); verify(); version();
        read_register(Register::<Bits24>::new(0x21C).unwrap());
        write_register(Register::<Bits16>::new(0x101).unwrap(), 100);
        rms_voltage();
    };
    assert!(said.iter().all(|said| said.starts_with("Ok")), "{said:#?}");
}

fn after_a_brown_out<W: Wire>() {
    use Channel::{A, B};
    let said = calls! {
        |bench| {
            bench.model().brown_out();
            bench.wait(SETTLED);
        };
        rms_voltage(); readings(B); active_energy(A); take_events(); verify(); init(&config()); rms_voltage();
    };
    let is_ok: Vec<bool> = said.iter().map(|said| said.starts_with("Ok")).collect();
    assert_eq!(is_ok, [true, false, false, false, false, false, true, true]);
}
