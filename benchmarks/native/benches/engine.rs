//! How long the workloads take as a native program, and `policy build` of 10,000 synthetic policies where the feature `build` is on.
//! `npm run bench:native` makes the scenes and starts it; `SCENES` names their folder.

use divan::Bencher;
use policy_calculator_benchmarks::{WORKLOADS, Workload};
use std::path::PathBuf;

fn main() {
    divan::main();
}

fn scenes() -> PathBuf {
    std::env::var_os("SCENES").map(PathBuf::from).expect("SCENES names the folder that benchmarks/scenes.mjs made")
}

/// A workload as Divan's table shows it.
struct Shown(&'static Workload);

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {}", self.0.scene, self.0.name)
    }
}

#[divan::bench(args = WORKLOADS.iter().map(Shown), sample_count = 50)]
fn engine(bencher: Bencher<'_, '_>, Shown(workload): &Shown) {
    let work = workload.prepared(&scenes()).expect("a scene");
    bencher.bench_local(work);
}

/// From the texts of all files to the catalog's bytes, as `policy build` does it between reading and writing.
#[cfg(feature = "build")]
#[divan::bench(sample_count = 5)]
fn policy_build(bencher: Bencher<'_, '_>) {
    use policy_calculator::catalog::{bytes, compile};
    let rules = scenes().join("build/rules");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(rules.join("policies")).expect("rules").map(|entry| entry.expect("a file").path()).collect();
    files.push(rules.join("facts.yaml"));
    files.sort();
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read_to_string(path).expect("a text"));
    let texts: Vec<(String, String)> = files.into_iter().map(read).collect();
    bencher.bench_local(|| bytes::encode(&compile(texts.clone()).catalog.expect("a catalog")));
}
