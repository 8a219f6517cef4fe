//! `cargo xtask test`: every check and every test, in layers.

mod layers;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use crate::failure::Failure;
use crate::layout::Layout;
use crate::step::Clock;
use crate::tally::Tally;

use layers::{LAYERS, Layer, Workshop};

/// Options of `cargo xtask test`.
#[derive(Args, Default)]
pub struct Options {
    /// Only these layers [default: all].
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(LAYERS.iter().map(|layer| layer.name)))]
    layers: Vec<String>,
    /// Lists the layers and runs none.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    filter: Filter,
}

/// Which tests of the test layers run.
#[derive(Args, Clone, Default)]
pub struct Filter {
    /// Only tests with this in their name.
    #[arg(long = "name", value_name = "TEXT")]
    pub name: Option<String>,
}

impl Options {
    /// The options that run one layer.
    pub fn layer(name: &str, filter: Filter) -> Self {
        Self {
            layers: vec![name.to_owned()],
            filter,
            ..Self::default()
        }
    }

    fn chosen(&self) -> impl Iterator<Item = &'static Layer> {
        LAYERS
            .iter()
            .filter(|layer| self.layers.is_empty() || self.layers.iter().any(|name| name == layer.name))
    }
}

/// What a layer came to.
struct Outcome {
    name: &'static str,
    tally: Tally,
    time: Duration,
}

/// Runs the chosen layers, all of them even after a failure, and sums up.
pub fn run(layout: &Layout, options: &Options) -> Result<ExitCode, Failure> {
    if options.list {
        for layer in LAYERS {
            println!("{:10} {}", layer.name, layer.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut workshop = Workshop::new(layout, options.filter.clone());
    let outcomes: Vec<_> = options
        .chosen()
        .map(|layer| try_layer(layer, &mut workshop))
        .collect();
    drop(workshop);

    let mut total = Tally::default();
    println!("\nLayers:");
    for Outcome { name, tally, time } in outcomes {
        println!(
            "  {name:10} {:>6} passed {:>4} failed  {:>14}",
            tally.passed,
            tally.failed,
            Clock(time).to_string()
        );
        total += tally;
    }
    println!("{total}");
    let good = total.failed == 0 && total.passed > 0;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn try_layer(layer: &Layer, workshop: &mut Workshop) -> Outcome {
    println!("\n=== {}: {}", layer.name, layer.what);
    let start = Instant::now();
    let tally = (layer.run)(workshop).unwrap_or_else(|failure| {
        println!("{}", failure.explain());
        Tally::FAILED
    });
    let time = start.elapsed();
    println!("=== {}: {tally} in {}", layer.name, Clock(time));
    Outcome {
        name: layer.name,
        tally,
        time,
    }
}
