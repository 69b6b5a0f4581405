//! The sensor behind its trait, blocking and async.

use std::{cell::RefCell, rc::Rc, time::Duration};

use hal_power::{
    Error as _, ErrorKind, ErrorType, Sensor, asynch::ResidualCurrentSensor as _,
    blocking::ResidualCurrentSensor as _,
};
use hal_power_sim::World;
use rcm::{Error, NoReading, Window, asynch, blocking};

use crate::rig::{FRAME, LAG, Rig, SHEET, capacitance, config_of, ma};

const MS: Duration = Duration::from_millis(1);

#[derive(Clone)]
struct Shared(Rc<RefCell<Rig>>, Rc<RefCell<Option<ErrorKind>>>);

impl Shared {
    fn take(&self) -> Result<Window, ErrorKind> {
        let failure = *self.1.borrow();
        failure.map_or_else(|| Ok(self.0.borrow().sampler.window().clone()), Err)
    }
}

impl ErrorType for Shared {
    type Error = ErrorKind;
}

impl blocking::Windows for Shared {
    fn window(&mut self) -> Result<Window, ErrorKind> {
        self.take()
    }
}

impl asynch::Windows for Shared {
    async fn window(&mut self) -> Result<Window, ErrorKind> {
        self.take()
    }
}

#[test]
fn both_halves_say_the_same() {
    let world = World::new();
    let rig = Rc::new(RefCell::new(Rig::new(2)));
    let shared = Shared(rig.clone(), Rc::default());
    let config = config_of(&SHEET, FRAME).with_lag(LAG).unwrap();
    let mut one = blocking::Rcm::new(shared.clone(), config);
    let mut other = asynch::Rcm::new(shared, config);
    let mut values = 0;
    for turn in 0..200 {
        match turn {
            60 => {
                let mut rig = rig.borrow_mut();
                rig.model.leakage.set_capacitance(capacitance(100.0));
                rig.model.settle();
            }
            80 => rig.borrow_mut().sequence += 7,
            120 => rig.borrow_mut().model.leakage.set_direct(ma(2_000)),
            150 => {
                rig.borrow_mut().model.leakage.set_direct(ma(0));
                rig.borrow_mut().model.sensor.freeze(Some(2_048));
            }
            _ => {}
        }
        rig.borrow_mut().run(MS);
        let blocking = one.residual_current();
        let asynchronous = world.block_on(other.residual_current()).unwrap();
        assert_eq!(blocking, asynchronous);
        values += i32::from(blocking.is_ok());
    }
    assert!((60..120).contains(&values), "{values}");
    rig.borrow_mut().model.sensor.freeze(None);
    rig.borrow_mut().run(MS * 30);
    assert_eq!(one.zero(), world.block_on(other.zero()).unwrap());
    assert_eq!(one.evaluator().offset(), other.evaluator().offset());
    assert_eq!(blocking::Rcm::latency(&one), Duration::from_micros(20_500));
    let _: (Shared, Shared) = (one.free(), other.free());
}

#[test]
fn windows_that_fail_are_handed_on_and_change_nothing() {
    let mut rig = Rig::new(2);
    rig.run(MS * 30);
    let failure = Rc::new(RefCell::new(Some(ErrorKind::Bus)));
    let shared = Shared(Rc::new(RefCell::new(rig)), failure.clone());
    let mut sensor = blocking::Rcm::new(shared, config_of(&SHEET, FRAME));
    let error = sensor.residual_current().unwrap_err();
    assert_eq!(error, Error::Window(ErrorKind::Bus));
    assert_eq!(error.kind(), ErrorKind::Bus);
    *failure.borrow_mut() = None;
    assert!(sensor.residual_current().is_ok());
    let error = sensor.residual_current().unwrap_err();
    assert_eq!(error, Error::NoReading(NoReading::Silent));
    assert_eq!(error.kind(), ErrorKind::NotReady);
}
