//! Checks of one value.

extern crate alloc;

use super::{Circuit, MeterBench, Metered, site::Site};
use crate::{
    Check, Failure, PartBench as _, Passed, Quantity,
    part::act::{Act, Run, kind},
    report::ensure,
};
use core::{marker::PhantomData, time::Duration};
use hal_inverter::{asynch, blocking};
use hal_power::{
    ApparentPower, Current, ErrorKind, Frequency, Power, Ratio, ReactivePower, Sensor as _, Voltage,
};

/// One quantity of a driver, on either half.
pub(super) trait Value<B: MeterBench> {
    type Quantity: Quantity;

    const OF: Metered;

    fn truth(circuit: &Circuit) -> Self::Quantity;

    fn read(driver: &mut B::Blocking) -> Result<Self::Quantity, ErrorKind>;

    fn read_async(
        driver: &mut B::Asynch,
    ) -> impl Future<Output = Result<Self::Quantity, ErrorKind>>;
}

macro_rules! values {
    ($($name:ident: $meter:ident $method:ident -> $quantity:ident is $metered:ident, $truth:ident;)+) => {$(
        pub(super) struct $name;

        impl<B: MeterBench> Value<B> for $name
        where
            B::Blocking: blocking::$meter,
            B::Asynch: asynch::$meter,
        {
            type Quantity = $quantity;

            const OF: Metered = Metered::$metered;

            fn truth(circuit: &Circuit) -> $quantity {
                circuit.$truth()
            }

            fn read(driver: &mut B::Blocking) -> Result<$quantity, ErrorKind> {
                blocking::$meter::$method(driver).map_err(kind::<B::Blocking>)
            }

            async fn read_async(driver: &mut B::Asynch) -> Result<$quantity, ErrorKind> {
                let read = asynch::$meter::$method(driver).await;
                read.map_err(kind::<B::Asynch>)
            }
        }
    )+};
}

values! {
    RmsVoltage: VoltageMeter rms_voltage -> Voltage is Voltage, voltage;
    RmsCurrent: CurrentMeter rms_current -> Current is Current, current;
    Active: ActivePowerMeter active_power -> Power is ActivePower, active;
    Reactive: ReactivePowerMeter reactive_power -> ReactivePower is ReactivePower, reactive;
    Apparent: ApparentPowerMeter apparent_power -> ApparentPower is ApparentPower, apparent;
    Factor: PowerFactorMeter power_factor -> Ratio is PowerFactor, factor;
    Hertz: FrequencyMeter frequency -> Frequency is Frequency, frequency;
}

/// Returns how far the value may be from this truth, in base units.
fn tolerance<B: MeterBench, V: Value<B>>(truth: V::Quantity) -> i64 {
    let highest = Circuit::LAGS.map(|lag| V::truth(&Site::<B>::circuit(16, lag)).base());
    let highest = highest.into_iter().max().unwrap_or(0);
    B::tolerance(V::OF).base(truth.base(), highest)
}

fn is_right<B: MeterBench, V: Value<B>>(value: V::Quantity, circuit: &Circuit) -> bool {
    let truth = V::truth(circuit);
    let off = value.base().abs_diff(truth.base());
    off <= tolerance::<B, V>(truth).unsigned_abs()
}

/// Reads the value of a circuit that no default comes near.
pub(super) struct Read<V>(PhantomData<V>);

impl<B: MeterBench, V: Value<B>> Act<Site<B>> for Read<V> {
    type Answer = V::Quantity;

    const NOTICES_AT_ONCE: bool = false;

    fn set(bench: &mut Site<B>, _driver: &B::Blocking) {
        bench.set_circuit(Site::<B>::distinct());
    }

    fn befall(bench: &mut Site<B>) {
        // a value is told once
        bench.world().clock().advance(B::SETTLE);
    }

    fn call(driver: &mut B::Blocking) -> Result<V::Quantity, ErrorKind> {
        V::read(driver)
    }

    fn call_async(driver: &mut B::Asynch) -> impl Future<Output = Result<V::Quantity, ErrorKind>> {
        V::read_async(driver)
    }

    fn is_right(_bench: &Site<B>, answer: &V::Quantity) -> bool {
        is_right::<B, V>(*answer, &Site::<B>::distinct())
    }
}

/// Every direction of the current, at the ends of the range and between them.
pub(super) fn circuits<B: MeterBench>() -> impl Iterator<Item = Circuit> {
    let ends = [0, 5, 11, 16];
    let range = B::range();
    ends.into_iter().flat_map(move |end| {
        Circuit::LAGS.map(|lag| {
            let low = Site::<B>::circuit(end, lag);
            let voltage = [range.voltage.0, range.voltage.1];
            let voltage = voltage.get(usize::from(lag / 30 % 2)).copied();
            let voltage = voltage.unwrap_or(low.voltage());
            Circuit::new(voltage, low.current(), lag, low.frequency())
        })
    })
}

/// Each value within tolerance, and on its side of zero.
pub(super) fn sign_and_range<B: MeterBench, V: Value<B>>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let mut run = Run::<Site<B>>::initialised(Check::Range)?;
    let is_factor = V::OF == Metered::PowerFactor;
    let mut cases = 0;
    for circuit in circuits::<B>() {
        run.bench.set_circuit(circuit);
        run.settle();
        // the first may still be of a time before
        let _ = run.attempt::<Read<V>>();
        run.settle();
        let answer = run.attempt::<Read<V>>();
        let truth = V::truth(&circuit);
        if let Ok(value) = answer {
            let beyond = value.base().unsigned_abs() > Ratio::ONE.base().unsigned_abs();
            ensure!(
                !(is_factor && beyond),
                Check::Unity,
                "{value} for {truth}, of {circuit:?}"
            );
            let plain = truth.base().saturating_abs() > tolerance::<B, V>(truth).saturating_mul(2);
            ensure!(
                !plain || value.base().signum() != -truth.base().signum(),
                Check::Sign,
                "{value} for {truth}, of {circuit:?}"
            );
        }
        let right = answer.is_ok_and(|value| is_right::<B, V>(value, &circuit));
        ensure!(
            right,
            Check::Range,
            "{answer:?} for {truth}, of {circuit:?}"
        );
        cases += 1;
    }
    passed.add(Check::Sign, cases);
    passed.add(Check::Range, cases);
    if is_factor {
        passed.add(Check::Unity, cases);
    }
    Ok(())
}

/// The circuit changes; one latency later every answer must speak of the new one.
pub(super) fn latency<B: MeterBench, V: Value<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let phases = 16;
    for phase in 0..phases {
        let mut run = Run::<Site<B>>::ready::<Read<V>>(Check::Latency)?;
        let latency = run.driver.latency();
        let clock = run.bench.world().clock();
        clock.advance(latency * phase / phases);
        let circuit = Site::<B>::other();
        run.bench.set_circuit(circuit);
        clock.advance(latency.saturating_add(Duration::from_nanos(1)));
        let answer = V::read(&mut run.driver);
        let right = match answer {
            Ok(value) => is_right::<B, V>(value, &circuit),
            Err(kind) => kind == ErrorKind::NotReady,
        };
        ensure!(
            right,
            Check::Latency,
            "{answer:?} for {} since a latency of {latency:?}",
            V::truth(&circuit)
        );
    }
    passed.add(Check::Latency, phases);
    Ok(())
}

/// A circuit beyond the scale.
pub(super) fn saturation<B: MeterBench, V: Value<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let Some(circuit) = B::beyond(V::OF) else {
        return Ok(());
    };
    let mut run = Run::<Site<B>>::ready::<Read<V>>(Check::Saturation)?;
    run.bench.set_circuit(circuit);
    run.settle();
    let _ = run.attempt::<Read<V>>();
    run.settle();
    let answer = run.attempt::<Read<V>>();
    ensure!(
        matches!(answer, Err(ErrorKind::Saturated | ErrorKind::OutOfRange)),
        Check::Saturation,
        "{answer:?} of {circuit:?}"
    );
    passed.add(Check::Saturation, 1);
    Ok(())
}
