//! Powers against each other.

extern crate alloc;

use super::{MeterBench, Metered, site::Site, value::circuits};
use crate::{
    Check, Failure, Passed, Quantity,
    part::act::{Run, kind},
    report::ensure,
};
use hal_inverter::blocking::{ActivePowerMeter, ApparentPowerMeter, ReactivePowerMeter};

/// The squares of active and reactive power make that of the apparent power.
pub(super) fn triangle<B: MeterBench>(passed: &mut Passed) -> Result<(), Failure>
where
    B::Blocking: ActivePowerMeter + ReactivePowerMeter + ApparentPowerMeter,
{
    let mut run = Run::<Site<B>>::initialised(Check::Coherent)?;
    let of = [
        Metered::ActivePower,
        Metered::ReactivePower,
        Metered::ApparentPower,
    ];
    let mut cases = 0;
    for circuit in circuits::<B>() {
        run.bench.set_circuit(circuit);
        run.settle();
        // the first may still be of a time before
        let _ = run.patiently(|driver| driver.active_power().map_err(kind::<B::Blocking>));
        run.settle();
        let active = run.patiently(|driver| driver.active_power().map_err(kind::<B::Blocking>));
        let reactive = run.patiently(|driver| driver.reactive_power().map_err(kind::<B::Blocking>));
        let apparent = run.patiently(|driver| driver.apparent_power().map_err(kind::<B::Blocking>));
        let (Ok(p), Ok(q), Ok(s)) = (active, reactive, apparent) else {
            ensure!(
                false,
                Check::Coherent,
                "{active:?}, {reactive:?}, {apparent:?} of {circuit:?}"
            );
            break;
        };
        // each may be off by its own tolerance, and the hypotenuse is off by no more than all of them
        let (all, highest) = (circuit.apparent(), Site::<B>::circuit(16, 0).apparent());
        let off = of.map(|of| B::tolerance(of).base(all.base(), highest.base()));
        let off: i128 = off.into_iter().map(i128::from).sum();
        let square = |base: i64| i128::from(base) * i128::from(base);
        let made = square(p.base()) + square(q.base());
        let (least, most) = (i128::from(s.base()) - off, i128::from(s.base()) + off);
        let least = least.max(0);
        ensure!(
            s.base() >= 0 && least * least <= made && made <= most * most,
            Check::Coherent,
            "{p}, {q}, {s} of {circuit:?}"
        );
        cases += 1;
    }
    passed.add(Check::Coherent, cases);
    Ok(())
}
