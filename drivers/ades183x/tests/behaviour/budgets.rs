//! Bits of every public method, for chains of 1, 2, 10 and 16.

use crate::bench::{Asynch, Bench, Blocking};
use ades183x::{
    Cells, Group, SelfTest, SerialId, Status, Supplies, Transparent,
    hal_bms::{CellLimits, CellSet, Limit, asynch, blocking},
    hal_power::{Error, ErrorKind, Temperature, Voltage},
};
use core::time::Duration;
use hal_power_sim::model::ades183x::{Bridge, Open};

/// All GPIOs of a part.
const ALL: u16 = 0x3FF;

fn kind<T, E: Error>(result: Result<T, E>) -> Result<(), ErrorKind> {
    result.map(drop).map_err(|error| error.kind())
}

fn limits() -> CellLimits {
    let limit = |millivolts| {
        let delay = Duration::from_millis(1);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    CellLimits::new(limit(3_600), limit(2_600))
}

/// Bits by method, in order.
type Costs = Vec<(&'static str, u64)>;

/// Buffers of the caller's.
struct Buffers<const N: usize> {
    cells: Vec<Voltage>,
    temperatures: Vec<Temperature>,
    statuses: [Status; N],
    supplies: [Supplies; N],
    gpios: [[Voltage; 10]; N],
    serials: [SerialId; N],
    data: [[u8; 6]; N],
}

impl<const N: usize> Buffers<N> {
    fn new() -> Self {
        Self {
            cells: vec![Voltage::ZERO; 16 * N],
            temperatures: vec![Temperature::ZERO; 10 * N],
            statuses: [Status::default(); N],
            supplies: [Supplies::default(); N],
            gpios: [[Voltage::ZERO; 10]; N],
            serials: [SerialId([0; 6]); N],
            data: [[0x0F; 6]; N],
        }
    }
}

/// Costs of one half.
macro_rules! costs {
    ($name:ident, $traits:path, $string:ty, $made:ident, $bench:ident, $call:expr) => {
        fn $name<const N: usize>() -> Result<Costs, ErrorKind> {
            use $traits::*;
            let mut $bench = Bench::<N>::of(Open::default(), Bridge::Transparent, 16);
            $bench.thermistors = ALL;
            for sensor in 0..10 * N {
                $bench.set_temperature(sensor, Temperature::from_celsius(25));
            }
            let refused = |_| ErrorKind::Refused;
            let mut s: $string = $bench.$made(Transparent).map_err(refused)?;
            let mut b = Buffers::<N>::new();
            let some = CellSet::from_iter([0, 16 * N - 1]);
            let mut costs = Costs::new();
            macro_rules! cost {
                ($method:literal, $act:expr) => {
                    $bench.world.start_trace();
                    let done = $call(&$bench, $act);
                    let bits = $bench.world.take_trace().bits();
                    kind(done)?;
                    costs.push(($method, bits));
                };
            }
            cost!("init", s.init());
            cost!("cell_voltages", s.cell_voltages(&mut b.cells));
            cost!(
                "cell_temperatures",
                s.cell_temperatures(&mut b.temperatures)
            );
            cost!("safety_status", s.safety_status());
            cost!("scan", s.scan(&mut b.cells, &mut b.temperatures));
            cost!("clear_safety", s.clear_safety());
            cost!(
                "read_cells averaged",
                s.read_cells(Cells::Averaged, &mut b.cells)
            );
            cost!(
                "read_cells filtered",
                s.read_cells(Cells::Filtered, &mut b.cells)
            );
            cost!(
                "read_cells redundant",
                s.read_cells(Cells::Redundant, &mut b.cells)
            );
            cost!("compare", s.compare());
            cost!("open_wires", s.open_wires());
            cost!("protect_cells", s.protect_cells(&limits()));
            cost!("read_status", s.read_status(&mut b.statuses));
            cost!("read_supplies", s.read_supplies(&mut b.supplies));
            cost!("read_gpios", s.read_gpios(&mut b.gpios));
            cost!("serial_ids", s.serial_ids(&mut b.serials));
            cost!("self_test", s.self_test(SelfTest::Trim));
            cost!("read_group", s.read_group(Group::ConfigA, &mut b.data));
            cost!("balance", s.balance(some));
            cost!("balanced", s.balanced());
            cost!("balance none", s.balance(CellSet::NONE));
            cost!("write_group", s.write_group(Group::PwmA, &[[0x0F; 6]; N]));
            cost!("sleep", s.sleep());
            $bench.world.start_trace();
            drop(s.free());
            costs.push(("free", $bench.world.take_trace().bits()));
            Ok(costs)
        }
    };
}

costs!(
    of_blocking,
    blocking,
    Blocking<N>,
    blocking,
    bench,
    |_: &Bench<N>, done| done
);
costs!(
    of_asynch,
    asynch,
    Asynch<N>,
    asynch,
    bench,
    |bench: &Bench<N>, future| {
        // a stalled future is a failure of the test
        bench.world.block_on(future).expect("not stalled")
    }
);

/// What the framing makes of waking, commands, and groups that are read or written.
fn expected(parts: u64) -> Costs {
    let of = |name, wakes: u64, commands: u64, groups: u64| {
        let bits = 8 * (parts + 1) * wakes + 32 * commands + (32 + 64 * parts) * groups;
        (name, bits)
    };
    let (name, init) = of("init", 3, 4, 13);
    vec![
        // and the block beyond the chain
        (name, init + 64),
        of("cell_voltages", 2, 3, 6),
        of("cell_temperatures", 2, 2, 5),
        of("safety_status", 1, 0, 2),
        of("scan", 2, 5, 13),
        of("clear_safety", 2, 0, 5),
        of("read_cells averaged", 2, 3, 6),
        of("read_cells filtered", 2, 2, 6),
        of("read_cells redundant", 2, 2, 6),
        of("compare", 3, 2, 1),
        of("open_wires", 3, 4, 12),
        of("protect_cells", 1, 0, 2),
        of("read_status", 1, 0, 2),
        of("read_supplies", 2, 2, 2),
        of("read_gpios", 2, 2, 4),
        of("serial_ids", 1, 0, 1),
        of("self_test", 4, 2, 8),
        of("read_group", 1, 0, 1),
        of("balance", 1, 0, 6),
        of("balanced", 1, 0, 3),
        of("balance none", 1, 0, 7),
        of("write_group", 1, 0, 2),
        of("sleep", 1, 1, 0),
        ("free", 0),
    ]
}

#[test]
fn every_method_costs_what_the_framing_needs() {
    assert_eq!(of_blocking::<1>().unwrap(), expected(1));
    assert_eq!(of_blocking::<2>().unwrap(), expected(2));
    assert_eq!(of_blocking::<10>().unwrap(), expected(10));
    assert_eq!(of_blocking::<16>().unwrap(), expected(16));
    assert_eq!(of_asynch::<1>().unwrap(), expected(1));
    assert_eq!(of_asynch::<16>().unwrap(), expected(16));
}

/// What a scan of cells, temperatures and faults takes at least: a wake-up of the idle chain, one more after AUX has converted, which
/// takes longer than an interface stays awake; clearing cells and AUX, without which old results pass for new ones; starting AUX;
/// freezing and releasing the cells, without which groups are of several moments; six groups of cells, four of inputs, one of the
/// reference, two of status, each 4 bytes of command and 8 of each part.
fn least(parts: u64) -> u64 {
    let wakes = 2 * 8 * (parts + 1);
    let commands = (2 + 1 + 2) * 32;
    let groups = (6 + 4 + 1 + 2) * (32 + 64 * parts);
    wakes + commands + groups
}

#[test]
fn a_full_scan_is_the_least_that_the_framing_allows() {
    const README: &str = include_str!("../../README.md");
    let calls = [
        "cell_voltages",
        "cell_temperatures",
        "safety_status",
        "scan",
    ];
    let mut rows = calls.map(|name| (name, String::new()));
    for (parts, costs) in [
        (1, of_blocking::<1>()),
        (2, of_blocking::<2>()),
        (10, of_blocking::<10>()),
        (16, of_blocking::<16>()),
    ] {
        let costs = costs.unwrap();
        for (name, row) in &mut rows {
            let (_, bits) = costs.iter().find(|(found, _)| found == name).unwrap();
            *row += &format!(" {bits} |");
            if *name == "scan" {
                println!("{parts} parts: {bits} bits, least {}", least(parts));
                assert_eq!(*bits, least(parts));
            }
        }
    }
    for (name, figures) in rows {
        let begin = format!("| `{name}` | ");
        let is_budget = |line: &&str| {
            let rest = line.strip_prefix(&begin);
            rest.is_some_and(|rest| rest.starts_with(char::is_numeric))
        };
        let line = README.lines().find(is_budget).unwrap();
        assert!(line.ends_with(&figures), "{line} has not {figures}");
    }
}
