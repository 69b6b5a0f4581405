//! Exact words on the bus, in both halves. Words are written out as in `docs/parts/STGAP1.md`, not computed.

#[path = "../idle/mod.rs"]
mod idle;
mod lines;
mod refusals;
mod rig;
mod sequences;
mod words;
