//! `ContactorPair`, `Precharge`, `WeldTest` and `Wear` on a simulated battery with its contactors and its DC link.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod closing;
mod heat;
mod open;
#[path = "../../../tests/page.rs"]
mod page;
mod plant;
mod rig;
mod story;
mod table;
mod wear;
mod welds;
