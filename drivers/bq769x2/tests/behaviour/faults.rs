//! A fault of the bus at every transfer of every method that no suite calls: the error names the bus, and the next call is right.

use core::time::Duration;

use bq769x2::{
    Alarms, Error, FetsOff, Pin, blocking,
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use hal_power_sim::{Fault, Injection, SimDelay, model::bq769x2::Part};

use crate::bench::{Bench, I2cCrc, Spi, Wire, open, sixteen};

type Driver<W> = blocking::Bq76952<<W as Wire>::Blocking, SimDelay>;
type Answer<W> = Result<(), Error<<<W as Wire>::Blocking as blocking::Interface>::Error>>;
type Call<W> = fn(&mut Driver<W>) -> Answer<W>;

fn calls<W: Wire>() -> [(&'static str, Call<W>); 34] {
    macro_rules! calls {
        ($($method:ident($($argument:expr),*);)+) => {
            [$((stringify!($method), |driver| driver.$method($($argument),*).map(|_| ()))),+]
        };
    }
    calls! {
        scan(&mut [Voltage::ZERO; 16], &mut [Temperature::ZERO; 2]);
        safety();
        pack_voltage();
        load_voltage();
        die_temperature();
        unproven_temperature(Pin::Ts3);
        battery_status();
        charge_and_time();
        clear_charge();
        balance_above(Voltage::from_volts(4));
        balanced_for();
        balanced_times(&mut [Duration::ZERO; 16]);
        alarms();
        raw_alarms();
        enabled_alarms();
        enable_alarms(Alarms::DEFAULT);
        clear_alarms(Alarms::DEFAULT);
        fet_status();
        manufacturing_status();
        enable_fets(true);
        enable_permanent_fail(false);
        hold_fets_off(FetsOff::CHARGE);
        turn_fets_off();
        release_fets();
        verify();
        allow_sleep(false);
        device_number();
        firmware();
        hardware();
        is_in_deep_sleep();
        write_memory(0x9309, &[0]);
        write_subcommand(0x0070, &[1]);
        deep_sleep();
        wake();
    }
}

fn ready<W: Wire>() -> (Bench<W>, Driver<W>) {
    let bench = Bench::<W>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    assert!(driver.init().is_ok());
    bench.settle();
    (bench, driver)
}

fn every_transfer<W: Wire>(faults: &[Fault], step: usize) {
    let mut cases = 0;
    for (name, call) in calls::<W>() {
        let (bench, mut driver) = ready::<W>();
        bench.world.start_trace();
        assert!(call(&mut driver).is_ok(), "{name}");
        let transfers = u32::try_from(bench.world.take_trace().transfers()).unwrap();
        for &fault in faults {
            for transfer in (0..transfers).step_by(step) {
                let (bench, mut driver) = ready::<W>();
                bench.world.inject(Injection::nth(transfer, fault));
                let answer = call(&mut driver);
                let struck = bench.world.faults_struck() > 0;
                bench.world.clear_faults();
                let context = format!("{name}, {fault:?} at transfer {transfer}: {answer:?}");
                if struck {
                    let kind = answer.err().map(|error| error.kind());
                    assert_eq!(kind, Some(ErrorKind::Bus), "{context}");
                    cases += 1;
                }
                bench.settle();
                let next = call(&mut driver);
                assert!(next.is_ok(), "{context}, then {next:?}");
            }
        }
    }
    assert!(cases > 100, "{cases}");
}

#[test]
fn over_i2c() {
    let reported = [Fault::NackAddress, Fault::BusBusy, Fault::Overrun];
    every_transfer::<I2cCrc>(&reported, 1);
}

#[test]
fn over_spi() {
    every_transfer::<Spi>(&[Fault::BusBusy], 3);
}
