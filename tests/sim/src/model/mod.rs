//! Models of parts, each written from the part's facts alone.

pub mod ina2xx;
pub mod max4820;
pub mod relay;
pub mod tmp11x;
