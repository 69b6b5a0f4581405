//! Models of parts, each written from the part's facts alone.

pub mod ade7953;
pub mod ades183x;
pub mod atm90e26;
pub mod bq769x2;
pub mod contactor;
pub mod dc_link;
pub mod drv8860;
pub mod earth_net;
pub mod gate;
pub mod gate_pins;
pub mod ina2xx;
pub mod ir155;
pub mod iso165c;
pub mod max4820;
pub mod modbus_meter;
pub mod pins;
pub mod rcm;
pub mod relay;
pub mod sim100;
pub mod stgap1;
pub mod thermal;
pub mod tmp11x;
pub mod ucc5870;

mod armature;
mod crc8;
mod real;
