//! fengsui
fn main() {}
