//! Wires between cells and parts.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::{CellSet, asynch::OpenWireTest};
use hal_power::Voltage;

use super::{Ades183x, LONGEST, Wake};
use crate::{
    Cells, Error, Part,
    command::Excited,
    open_wire::{collapsed, open_wires},
};

/// With the S converters, a current through every other cell at a time. The wire between two parts counts as open where either of
/// them has lost its own.
///
/// Of a string of 256 cells the wire at its positive end is told as the one below.
impl<S, D, W, P, F> OpenWireTest for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    async fn open_wires(&mut self) -> Result<CellSet, Error<S::Error>> {
        let Some(threshold) = self.config.open_wire() else {
            return Err(Error::NotConfigured);
        };
        self.begin().await?;
        let tested = self.test_wires(threshold).await;
        self.ended(tested)
    }
}

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    async fn test_wires(&mut self, threshold: Voltage) -> Result<CellSet, Error<S::Error>> {
        if self.is_balancing {
            return Err(Error::Balancing);
        }
        let mut each = [0; LONGEST];
        for excited in [Excited::Even, Excited::Odd] {
            self.measure_s(excited).await?;
            for number in (0..6).take(self.most_cells().div_ceil(3)) {
                let group = Cells::Redundant.group(number);
                self.read(group).await?;
                for (place, ((part, data), all)) in self.data().zip(each.iter_mut()).enumerate() {
                    let cells = part.cells();
                    let found = collapsed(data, number, cells, excited, threshold);
                    *all |= found.ok_or(Error::NotReady { part: place, group })?;
                }
            }
        }
        let (mut open, mut below) = (CellSet::NONE, 0);
        for (part, collapsed) in self.parts.as_ref().iter().zip(each) {
            open = open.union(open_wires(collapsed, part.cells(), below));
            below += part.cells();
        }
        Ok(open)
    }
}
