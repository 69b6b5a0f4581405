//! A residential energy store on a laptop.

fn main() {}
