//! Fuzzes facts as the text in which they cross from JavaScript; see `targets.rs`.

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::crossing(data));
