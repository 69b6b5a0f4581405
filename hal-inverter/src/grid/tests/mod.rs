extern crate std;

mod bench;
mod channels;
mod clauses;
mod corners;
mod depth;
mod disturbances;
mod islanding;
mod meter;
mod plant;
mod reconnect;
mod refusals;
