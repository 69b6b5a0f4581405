//! Every public function of what judges and balances cells.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_bms::{
    Balancer, BalancerConfig, BalancerError, BalancerInputs, BalancerLevels, CellGuard,
    CellGuardConfig, CellGuardError, CellGuardLimits, CellInputs, CellLimits, CellSet,
    CurrentTapers, Limit, SafetyStatus, Taper,
};
use hal_power::{Current, ErrorKind, Input, Instant, Reading, Temperature, Voltage};
use panic_free::{
    entry, half,
    hidden::{number, show, signed},
};

fn time() -> Duration {
    Duration::from_micros(number().into())
}

fn now() -> Instant {
    Instant::from_micros(u64::from(number()) << 16)
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn heat() -> Temperature {
    Temperature::from_millicelsius(signed())
}

fn current() -> Current {
    Current::from_microamps(signed())
}

fn count() -> usize {
    usize::try_from(number()).unwrap_or(0)
}

fn cells() -> CellSet {
    CellSet::only(count()).union(CellSet::first(count()))
}

fn status() -> SafetyStatus {
    SafetyStatus::from_bits_retain(number())
}

fn input<T>(value: T) -> Input<T> {
    match number() {
        0 => Err(ErrorKind::Bus),
        _ => Ok(Reading::new(value, now())),
    }
}

fn some<T>(values: &[T]) -> &[T] {
    values.get(..count()).unwrap_or(values)
}

fn tapers() -> CurrentTapers {
    let (cold, hot) = (Taper::new(heat(), heat()), Taper::new(heat(), heat()));
    CurrentTapers::new(Taper::new(volts(), volts()), cold, hot)
}

fn guard() -> Result<CellGuard, CellGuardError> {
    let limits = CellGuardLimits::new(
        CellLimits::new(Limit::new(volts(), time()), Limit::new(volts(), time())),
        Limit::new(heat(), time()),
        Limit::new(heat(), time()),
    )
    .with_hysteresis(volts(), heat());
    let (cells, sensors) = (count(), count());
    let config = CellGuardConfig::new(cells, sensors, limits, tapers(), tapers(), time(), time())?
        .with_warnings(status())
        .with_wire_test(time())
        .with_stack(volts(), time());
    Ok(CellGuard::new(config, now()))
}

fn balancer() -> Result<Balancer, BalancerError> {
    let levels = BalancerLevels::new(volts(), volts(), volts(), heat()).with_cooled(heat());
    let config = BalancerConfig::new(count(), time(), levels, time(), time())?
        .with_cells(number() != 0, count())
        .with_rest(current(), time())
        .with_stretch(time(), time())
        .with_pause(time());
    Ok(Balancer::new(config))
}

fn judged(guard: &mut CellGuard, voltages: &[Voltage], temperatures: &[Temperature]) {
    let inputs = CellInputs::new(
        input(some(voltages)),
        input(some(temperatures)),
        input(status()),
    )
    .with_open_wires(Some(Reading::new(cells(), now())))
    .with_stack(input(volts()));
    show(&guard.step(now(), inputs));
    show(&guard.fault());
    show(&guard.is_recovered());
    show(&guard.clear());
}

fn balanced(balancer: &mut Balancer, voltages: &[Voltage], temperatures: &[Temperature]) {
    let inputs = BalancerInputs::new(
        input(some(voltages)),
        input(some(temperatures)),
        input(current()),
    );
    show(&balancer.step(now(), inputs));
    balancer.sent(now(), cells());
    show(&balancer.wants(now()));
    show(&balancer.is_running());
    if number() != 0 {
        balancer.stop(now());
    }
    show(&balancer.take_outcome());
}

half! {
    fn main() {
        let (mut guard, mut balancer) = match (guard(), balancer()) {
            (Ok(guard), Ok(balancer)) => (guard, balancer),
            errors => {
                show(&errors.0.err());
                show(&errors.1.err());
                return;
            }
        };
        while number() != 0 {
            let voltages = core::array::from_fn::<_, 32, _>(|_| volts());
            let temperatures = core::array::from_fn::<_, 4, _>(|_| heat());
            judged(&mut guard, &voltages, &temperatures);
            balanced(&mut balancer, &voltages, &temperatures);
        }
    }
}

entry!(main);
