//! The lines between controller and gate drivers. A line is one wire for all gates, or one for each.

use core::fmt::Debug;

use embedded_hal::digital::{InputPin, OutputPin, PinState};

use crate::{Error, Input, Output};

mod sealed {
    pub trait Sealed {}
}

/// One pin for all gates, wired together: what it shows, any of them may mean.
#[derive(Debug)]
pub struct Shared<P>(pub P);

/// A pin for each gate, in the order of the gates.
#[derive(Debug)]
pub struct Each<P, const N: usize>(pub [P; N]);

/// IN- is tied to GND: only RST/EN turns off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Grounded;

/// All lines of some gate drivers. FLT and RDY share one type of error, RST/EN and IN- another.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lines<F, Y, R, V = Grounded> {
    /// What reads FLT.
    pub fault: F,
    /// What reads RDY.
    pub ready: Y,
    /// What drives RST/EN.
    pub reset: R,
    /// What drives IN-.
    pub inverting: V,
}

impl<F, Y, R> Lines<F, Y, R> {
    /// Takes the lines that none can do without; IN- is tied to GND.
    pub const fn new(fault: F, ready: Y, reset: R) -> Self {
        Self {
            fault,
            ready,
            reset,
            inverting: Grounded,
        }
    }

    /// Adds IN-: high, it turns off whatever RST/EN does, also while a reset needs RST/EN high.
    pub fn with_inverting<V>(self, inverting: V) -> Lines<F, Y, R, V> {
        Lines {
            fault: self.fault,
            ready: self.ready,
            reset: self.reset,
            inverting,
        }
    }
}

/// A failure with the gate at whose pin it was.
type At<E> = (usize, E);

/// What reads one line of `N` gates: [`Shared`] or [`Each`] of an input.
pub trait Inputs<const N: usize>: sealed::Sealed {
    /// Error of the pins.
    type Error: Debug;

    /// Returns the gates whose line is high, one bit each.
    #[doc(hidden)]
    fn high(&mut self) -> Result<u32, At<Self::Error>>;
}

/// What drives one line of `N` gates: [`Shared`] or [`Each`] of an output.
pub trait Outputs<const N: usize>: sealed::Sealed {
    /// Error of the pins.
    type Error: Debug;

    /// Sets every pin, also after one that failed; the first failure.
    #[doc(hidden)]
    fn set(&mut self, level: PinState) -> Result<(), At<Self::Error>>;
}

/// What drives IN- of `N` gates: as [`Outputs`], or [`Grounded`].
pub trait Inverting<const N: usize, E>: sealed::Sealed {
    #[doc(hidden)]
    fn set(&mut self, level: PinState) -> Result<(), At<E>>;
}

/// The gates that exist, one bit each.
pub(crate) const fn all<const N: usize>() -> u32 {
    const {
        assert!(N >= 1 && N <= 32, "a driver has 1 to 32 gates");
        u32::MAX >> (32 - N)
    }
}

impl<P> sealed::Sealed for Shared<P> {}
impl<P, const N: usize> sealed::Sealed for Each<P, N> {}
impl sealed::Sealed for Grounded {}
impl<F, Y, R, V> sealed::Sealed for Lines<F, Y, R, V> {}

impl<P: InputPin, const N: usize> Inputs<N> for Shared<P> {
    type Error = P::Error;

    fn high(&mut self) -> Result<u32, At<P::Error>> {
        let high = self.0.is_high().map_err(|cause| (0, cause))?;
        Ok(if high { all::<N>() } else { 0 })
    }
}

impl<P: InputPin, const N: usize> Inputs<N> for Each<P, N> {
    type Error = P::Error;

    fn high(&mut self) -> Result<u32, At<P::Error>> {
        let (mut high, mut bit) = (0, 1);
        for (gate, pin) in self.0.iter_mut().enumerate() {
            if pin.is_high().map_err(|cause| (gate, cause))? {
                high |= bit;
            }
            bit <<= 1;
        }
        Ok(high)
    }
}

impl<P: OutputPin, const N: usize> Outputs<N> for Shared<P> {
    type Error = P::Error;

    fn set(&mut self, level: PinState) -> Result<(), At<P::Error>> {
        self.0.set_state(level).map_err(|cause| (0, cause))
    }
}

impl<P: OutputPin, const N: usize> Outputs<N> for Each<P, N> {
    type Error = P::Error;

    fn set(&mut self, level: PinState) -> Result<(), At<P::Error>> {
        let mut done = Ok(());
        for (gate, pin) in self.0.iter_mut().enumerate() {
            let set = pin.set_state(level).map_err(|cause| (gate, cause));
            done = done.and(set);
        }
        done
    }
}

impl<P: OutputPin, const N: usize> Inverting<N, P::Error> for Shared<P> {
    fn set(&mut self, level: PinState) -> Result<(), At<P::Error>> {
        Outputs::<N>::set(self, level)
    }
}

impl<P: OutputPin, const N: usize> Inverting<N, P::Error> for Each<P, N> {
    fn set(&mut self, level: PinState) -> Result<(), At<P::Error>> {
        Outputs::<N>::set(self, level)
    }
}

impl<const N: usize, E> Inverting<N, E> for Grounded {
    fn set(&mut self, _level: PinState) -> Result<(), At<E>> {
        Ok(())
    }
}

/// What joins a driver of `N` gates with them: [`Lines`].
pub trait Wiring<const N: usize>: sealed::Sealed {
    /// Error of the pins that are read.
    type In: Debug;
    /// Error of the pins that are set.
    type Out: Debug;

    /// Returns the gates whose FLT is low.
    #[doc(hidden)]
    fn faults(&mut self) -> Result<u32, Error<Self::In, Self::Out>>;

    /// Returns the gates whose RDY is low.
    #[doc(hidden)]
    fn waits(&mut self) -> Result<u32, Error<Self::In, Self::Out>>;

    /// RST/EN low and IN- high.
    #[doc(hidden)]
    fn off(&mut self) -> Result<(), Error<Self::In, Self::Out>>;

    /// RST/EN high.
    #[doc(hidden)]
    fn raise(&mut self) -> Result<(), Error<Self::In, Self::Out>>;

    /// IN- low.
    #[doc(hidden)]
    fn follow(&mut self) -> Result<(), Error<Self::In, Self::Out>>;
}

impl<const N: usize, F, Y, R, V> Wiring<N> for Lines<F, Y, R, V>
where
    F: Inputs<N>,
    Y: Inputs<N, Error = F::Error>,
    R: Outputs<N>,
    V: Inverting<N, R::Error>,
{
    type In = F::Error;
    type Out = R::Error;

    fn faults(&mut self) -> Result<u32, Error<F::Error, R::Error>> {
        let high = self.fault.high().map_err(input(Input::Fault))?;
        Ok(all::<N>() & !high)
    }

    fn waits(&mut self) -> Result<u32, Error<F::Error, R::Error>> {
        let high = self.ready.high().map_err(input(Input::Ready))?;
        Ok(all::<N>() & !high)
    }

    fn off(&mut self) -> Result<(), Error<F::Error, R::Error>> {
        let reset = self.reset.set(PinState::Low);
        let inverting = self.inverting.set(PinState::High);
        reset.map_err(output(Output::Reset))?;
        inverting.map_err(output(Output::Inverting))
    }

    fn raise(&mut self) -> Result<(), Error<F::Error, R::Error>> {
        self.reset
            .set(PinState::High)
            .map_err(output(Output::Reset))
    }

    fn follow(&mut self) -> Result<(), Error<F::Error, R::Error>> {
        self.inverting
            .set(PinState::Low)
            .map_err(output(Output::Inverting))
    }
}

fn input<I, O>(line: Input) -> impl FnOnce(At<I>) -> Error<I, O> {
    move |(gate, cause)| Error::Input { line, gate, cause }
}

fn output<I, O>(line: Output) -> impl FnOnce(At<O>) -> Error<I, O> {
    move |(gate, cause)| Error::Output { line, gate, cause }
}
