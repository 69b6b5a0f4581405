//! Exact bytes on the bus, in both halves. Bytes are written out as in `docs/parts/ADES183X.md`, not computed.

mod failures;
mod refusals;
mod rig;
mod sequences;
mod troubles;
mod words;
