extern crate std;

mod bench;
mod channels;
mod clauses;
mod corners;
mod depth;
mod disturbances;
mod explore;
mod garbage;
mod islanding;
mod meter;
mod plant;
mod reconnect;
mod refusals;
