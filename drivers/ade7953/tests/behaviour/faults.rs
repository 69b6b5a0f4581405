//! A fault of the bus at every transfer of every method: the error names the bus and the next call is right; a dip of the supply
//! gives what was right before it, or an error.

use ade7953::{
    Bits8, Bits24, Channel, Error, Register, blocking,
    hal_power::{Error as _, ErrorKind},
};
use hal_power_sim::{Fault, Injection};

use crate::bench::{Bench, Blocking, SETTLED, Wire, config};

on_both_buses! {
    every_transfer_of_every_method;
    every_transfer_of_init;
    a_changed_configuration_is_not_forgotten;
}

type Answer<W> = Result<String, Error<<<W as Wire>::Blocking as blocking::Interface>::Error>>;
type Call<W> = fn(&mut Blocking<W>) -> Answer<W>;

fn calls<W: Wire>() -> Vec<(&'static str, Call<W>)> {
    macro_rules! calls {
        ($($method:ident($($argument:expr),*);)+) => {
            vec![$((stringify!($method), |driver| {
                driver.$method($($argument),*).map(|found| format!("{found:?}"))
            })),+]
        };
    }
    use Channel::{A, B};
    calls! {
        rms_voltage(); rms_current(A); rms_current(B);
        active_power(B); reactive_power(A); apparent_power(B); readings(A); readings(B);
        power_factor(A); power_factor(B); frequency(); phase_delay(A); phase_delay(B);
        active_energy(A); active_energy(B); reactive_energy(B); apparent_energy(A);
        clear_energy(A); clear_energy(B);
        peak_voltage(); take_peak_voltage(); peak_current(B); take_peak_current(A);
        conditions(); events(); take_events(); check(); verify(); version();
        read_register(Register::<Bits24>::new(0x21C).unwrap());
        write_register(Register::<Bits8>::new(0x004).unwrap(), 0);
    }
}

fn ready<W: Wire>() -> (Bench<W>, Blocking<W>) {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 30);
    bench.wait(SETTLED);
    driver.take_events().unwrap();
    bench.wait(SETTLED);
    (bench, driver)
}

fn every_transfer_of_every_method<W: Wire>() {
    let mut cases = 0;
    for (name, call) in calls::<W>() {
        let (bench, mut driver) = ready::<W>();
        let mut healthy = None;
        let transfers = bench.transfers(|| healthy = call(&mut driver).ok());
        let healthy = healthy.unwrap();
        for &fault in W::FAULTS {
            for transfer in 0..transfers {
                let (bench, mut driver) = ready::<W>();
                bench.world.inject(Injection::nth(transfer, fault));
                let answer = call(&mut driver);
                let struck = bench.world.faults_struck() > 0;
                bench.world.clear_faults();
                let context = format!("{name}, {fault:?} at transfer {transfer}: {answer:?}");
                let is_told = fault.i2c_error().is_some() || fault.spi_error().is_some();
                match (&answer, fault) {
                    (Err(error), _) if is_told && struck => {
                        assert_eq!(error.kind(), ErrorKind::Bus, "{context}");
                        assert!(matches!(error, Error::Bus { .. }), "{context}");
                        bench.wait(SETTLED);
                        let next = call(&mut driver);
                        assert!(next.is_ok(), "{context}, then {next:?}");
                        cases += 1;
                    }
                    (Ok(found), _) if !is_told || !struck => {
                        let is_raw = name.ends_with("_register") || name == "version";
                        assert!(
                            is_raw || *found == healthy || fault != Fault::BrownOut,
                            "{context}"
                        );
                    }
                    (Err(_), Fault::BrownOut) => {}
                    _ => panic!("{context}"),
                }
            }
        }
    }
    assert!(cases > 150, "{cases}");
}

/// The flag is cleared in the part when the answer to what follows is lost.
fn a_changed_configuration_is_not_forgotten<W: Wire>() {
    for (name, call) in calls::<W>() {
        if name.ends_with("_register") || name == "version" {
            continue;
        }
        for transfer in 0..12 {
            let (bench, mut driver) = ready::<W>();
            bench.model().upset(0x280, 0x41_0000);
            bench.world.inject(Injection::nth(transfer, Fault::BusBusy));
            let first = call(&mut driver);
            bench.world.clear_faults();
            bench.wait(SETTLED);
            let told = driver.rms_current(Channel::A).map_err(|error| error.kind());
            assert_eq!(
                told,
                Err(ErrorKind::ConfigurationLost),
                "{name}, {transfer}: {first:?}"
            );
        }
    }
}

fn every_transfer_of_init<W: Wire>() {
    let bench = Bench::<W>::new();
    let mut driver = bench.blocking();
    let transfers = bench.transfers(|| driver.init(&config()).unwrap());
    assert!(transfers > 10, "{transfers}");
    for &fault in W::FAULTS {
        for transfer in 0..transfers {
            let bench = Bench::<W>::new();
            let mut driver = bench.blocking();
            bench.world.inject(Injection::nth(transfer, fault));
            let done = driver.init(&config());
            bench.world.clear_faults();
            bench.wait(SETTLED);
            let answer = driver.rms_voltage();
            let context = format!("{fault:?} at transfer {transfer}: {done:?}, {answer:?}");
            if let Ok(found) = answer {
                assert!(
                    done.is_ok() && found.as_millivolts() == 230_000,
                    "{context}"
                );
                assert!(bench.model().is_optimal(), "{context}");
            }
            driver.init(&config()).unwrap();
            bench.wait(SETTLED);
            assert_eq!(
                driver.rms_voltage().unwrap().as_millivolts(),
                230_000,
                "{context}"
            );
        }
    }
}
