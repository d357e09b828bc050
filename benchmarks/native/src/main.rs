//! Does one workload, so that valgrind can count its instructions: `instructions SCENES SCENE NAME`; without words it lists them all.
//!
//! Valgrind is told to count in `counted_workload` alone; what comes before it is not counted.

use policy_calculator_benchmarks::{Fault, WORKLOADS, Work};
use std::path::Path;

fn main() -> Result<(), Fault> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [scenes, scene, name] = words.as_slice() else {
        WORKLOADS.iter().for_each(|workload| println!("{} {}", workload.scene, workload.name));
        return Ok(());
    };
    let found = WORKLOADS.iter().find(|workload| workload.scene == scene && workload.name == name);
    let mut work = found.ok_or("there is no such workload")?.prepared(Path::new(scenes))?;
    counted_workload(&mut work);
    Ok(())
}

/// The work and nothing else. Valgrind knows it by its name.
#[inline(never)]
fn counted_workload(work: &mut Work) {
    work();
    // Something must follow the call, or the compiler makes a jump of it and valgrind never sees the function end.
    std::hint::black_box(work);
}
