extern crate std;

mod bench;
mod corners;
mod depth;
mod meter;
mod reconnect;
