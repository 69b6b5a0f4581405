//! An I2C bus that answers from a trace.

use crate::{
    executor::pend_once,
    i2c::I2cError,
    trace::{I2cSymbol, I2cTransfer, Trace},
};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::Cell, fmt};
use embedded_hal::i2c::{Error, ErrorKind, ErrorType, I2c, Operation};

/// Controller on an I2C bus that was recorded: asks must be the recorded ones, answers are. Clones go on where the other is.
///
/// The first ask that deviates fails, and so does everything after it. Times are not compared.
///
/// # Cancellation Safety
///
/// As [`SimI2c`](crate::SimI2c).
#[derive(Debug, Clone)]
pub struct Replay(Rc<State>);

#[derive(Debug)]
struct State {
    transfers: Vec<I2cTransfer>,
    next: Cell<usize>,
    deviated: Cell<Option<Deviation>>,
}

/// What a controller asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// START or repeated START.
    Start {
        /// 7-bit address.
        address: u8,
        /// Direction bit.
        read: bool,
    },
    /// To write this byte.
    Write(u8),
    /// To read a byte.
    Read,
    /// STOP.
    Stop,
    /// Nothing more.
    End,
}

/// Where an ask left the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    /// Index of the transfer among those of the bus, from 0.
    pub transfer: usize,
    /// Index of the symbol in the transfer, from 0.
    pub symbol: usize,
    /// What was recorded there; `None` at the end of the record.
    pub recorded: Option<I2cSymbol>,
    /// What was asked for instead.
    pub asked: Asked,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            transfer,
            symbol,
            recorded,
            asked,
        } = self;
        write!(
            f,
            "transfer {transfer}, symbol {symbol}: asked {asked:02X?}, "
        )?;
        match recorded {
            Some(recorded) => write!(f, "recorded {recorded:02X?}"),
            None => f.write_str("nothing recorded"),
        }
    }
}

impl core::error::Error for Deviation {}

/// Why a replayed transfer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayError {
    /// It failed when it was recorded.
    Recorded(I2cError),
    /// It is not what was recorded; of kind [`ErrorKind::Other`].
    Deviation(Deviation),
}

impl Error for ReplayError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Recorded(error) => error.kind,
            Self::Deviation(_) => ErrorKind::Other,
        }
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(error) => error.fmt(f),
            Self::Deviation(deviation) => deviation.fmt(f),
        }
    }
}

impl core::error::Error for ReplayError {}

impl Replay {
    /// Creates a controller that answers as bus `bus` did in `trace`.
    pub fn new(trace: &Trace, bus: u8) -> Self {
        Self(Rc::new(State {
            transfers: trace
                .i2c()
                .filter(|transfer| transfer.bus == bus)
                .cloned()
                .collect(),
            next: Cell::new(0),
            deviated: Cell::new(None),
        }))
    }

    /// Asks whether everything recorded was asked for.
    ///
    /// # Errors
    ///
    /// The first deviation, or where the asks ended too early.
    pub fn finish(&self) -> Result<(), Deviation> {
        let state = &*self.0;
        if let Some(deviation) = state.deviated.get() {
            return Err(deviation);
        }
        let transfer = state.next.get();
        match state.transfers.get(transfer) {
            None => Ok(()),
            Some(rest) => Err(Deviation {
                transfer,
                symbol: 0,
                recorded: rest.symbols.first().copied(),
                asked: Asked::End,
            }),
        }
    }
}

impl State {
    fn transfer(&self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ReplayError> {
        if let Some(deviation) = self.deviated.get() {
            return Err(ReplayError::Deviation(deviation));
        }
        if operations.is_empty() {
            return Ok(());
        }
        let index = self.next.replace(self.next.get() + 1);
        let (symbols, error) = match self.transfers.get(index) {
            Some(transfer) => (transfer.symbols.as_slice(), transfer.error),
            None => (&[][..], None),
        };
        // Where the controller could not begin, nothing is there to compare.
        if !(symbols.is_empty() && error.is_some()) {
            Reel { symbols, at: 0 }
                .play(address, operations)
                .map_err(|(symbol, asked)| {
                    let deviation = Deviation {
                        transfer: index,
                        symbol,
                        recorded: symbols.get(symbol).copied(),
                        asked,
                    };
                    self.deviated.set(Some(deviation));
                    ReplayError::Deviation(deviation)
                })?;
        }
        error.map_or(Ok(()), |kind| {
            Err(ReplayError::Recorded(I2cError { address, kind }))
        })
    }
}

/// The symbols of one recorded transfer, and how far they have been played.
struct Reel<'a> {
    symbols: &'a [I2cSymbol],
    at: usize,
}

impl Reel<'_> {
    /// Plays to the end, or to where the part did not acknowledge. Fails with the symbol that was not as asked.
    fn play(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), (usize, Asked)> {
        let mut direction = None;
        for operation in operations {
            let read = matches!(operation, Operation::Read(_));
            if direction != Some(read) {
                direction = Some(read);
                if !self.step(Asked::Start { address, read })?.1 {
                    return Ok(());
                }
            }
            match operation {
                Operation::Write(bytes) => {
                    for &byte in bytes.iter() {
                        if !self.step(Asked::Write(byte))?.1 {
                            return Ok(());
                        }
                    }
                }
                Operation::Read(bytes) => {
                    for byte in bytes.iter_mut() {
                        *byte = self.step(Asked::Read)?.0;
                    }
                }
            }
        }
        self.step(Asked::Stop).map(|_| ())
    }

    /// Returns the byte and the acknowledge bit of the next symbol, if it is what was asked.
    fn step(&mut self, asked: Asked) -> Result<(u8, bool), (usize, Asked)> {
        while let Some(I2cSymbol::Stretch(_)) = self.symbols.get(self.at) {
            self.at += 1;
        }
        let answer = match (asked, self.symbols.get(self.at)) {
            (
                Asked::Start { address, read },
                Some(I2cSymbol::Start {
                    address: at,
                    read: reading,
                    acked,
                }),
            ) if (address, read) == (*at, *reading) => (0, *acked),
            (Asked::Write(byte), Some(I2cSymbol::Byte { value, acked })) if byte == *value => {
                (byte, *acked)
            }
            (Asked::Read, Some(I2cSymbol::Byte { value, acked })) => (*value, *acked),
            (Asked::Stop, Some(I2cSymbol::Stop)) => (0, true),
            _ => return Err((self.at, asked)),
        };
        self.at += 1;
        Ok(answer)
    }
}

impl ErrorType for Replay {
    type Error = ReplayError;
}

impl I2c for Replay {
    fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), ReplayError> {
        self.0.transfer(address, operations)
    }
}

impl embedded_hal_async::i2c::I2c for Replay {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), ReplayError> {
        pend_once(false).await;
        let result = self.0.transfer(address, operations);
        pend_once(false).await;
        result
    }
}
