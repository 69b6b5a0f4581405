//! The battery's own controller: a second program beside the store's, on cells instead of stages.
//!
//! It scans the cells, judges them, balances them, tells the inverter what it may take and give, and keeps the supply of the
//! contactors' coils in its own hand.

mod app;
mod balance;
mod board;
mod event;
mod modules;
mod scan;
mod settings;
mod trouble;

pub use app::run;
pub use board::{
    InverterLink, Journal, MOST_CELLS, MOST_MODULES, MOST_TEMPERATURES, ModuleLink, PackBoard,
    Ports, Report,
};
pub use event::Event;
pub use modules::ModuleFault;
pub use settings::Settings;
pub use trouble::Trouble;
