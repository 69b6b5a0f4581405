//! The modules of the stack: none is used before all of them are known, in their order.

use super::{Event, ModuleLink as _, PackBoard, Trouble, app::Pack};
use hal_bms::{CellString as _, StackFault};
use hal_power::check::Step;

/// Why the modules are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModuleFault {
    /// One of them does not belong, is missing, or has vanished.
    Stack(StackFault),
    /// The link could not tell.
    Link,
    /// Together they do not have as many cells as the monitors.
    Cells(u32),
}

impl<B: PackBoard> Pack<B> {
    /// Lets the link to the modules move on.
    pub(super) fn step_modules(&mut self) {
        let now = self.now();
        match self.ports.modules.step(now) {
            Step::Wait => {}
            Step::Done(stack) => {
                let (count, cells) = (stack.modules().len(), stack.cells());
                self.record(Event::Modules(count, cells));
                if usize::try_from(cells) == Ok(self.ports.monitors.cell_count()) {
                    self.assembled = true;
                } else {
                    self.leave(Trouble::Modules(ModuleFault::Cells(cells)));
                }
            }
            Step::Failed(fault) => {
                self.assembled = false;
                self.leave(Trouble::Modules(fault));
            }
        }
    }
}
