//! Latched faults over a loss of power, through a store.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use core::time::Duration;
use hal_power::{
    ErrorKind, ErrorType, Instant,
    blocking::LatchStore,
    fault::{
        Authority, Condition, FaultId, FaultSpec, FaultTable, LatchClass, Observation, Reaction,
        Severity, Timing,
    },
};

const WELDED: FaultId = FaultId(7);
const HOT: FaultId = FaultId(8);

const TIMING: Timing = Timing {
    tick: Duration::from_millis(10),
    actuator: Duration::from_millis(20),
};

const fn spec(id: FaultId, latch: LatchClass) -> FaultSpec {
    FaultSpec {
        id,
        text: "a fault",
        severity: Severity::Caution,
        condition: Condition::Flag,
        detection: Duration::ZERO,
        debounce: Duration::ZERO,
        reaction: Reaction::Stop,
        deadline: Duration::from_millis(100),
        latch,
        sunspec: None,
        codes: &[],
    }
}

static SPECS: [FaultSpec; 2] = [
    spec(WELDED, LatchClass::Service),
    spec(HOT, LatchClass::User),
];

type Table = FaultTable<'static, 2, 4>;

/// Memory that keeps one record, and can be spoiled.
#[derive(Default)]
struct Memory {
    record: Vec<FaultId>,
    serial: u16,
    fails: Option<ErrorKind>,
}

impl ErrorType for Memory {
    type Error = ErrorKind;
}

impl LatchStore for Memory {
    fn load(&mut self, latched: &mut [FaultId]) -> Result<(usize, u16), ErrorKind> {
        if let Some(kind) = self.fails {
            return Err(kind);
        }
        let count = self.record.len();
        let front = latched.get_mut(..count).ok_or(ErrorKind::OutOfRange)?;
        front.copy_from_slice(&self.record);
        Ok((count, self.serial))
    }

    fn store(&mut self, latched: &[FaultId], last_serial: u16) -> Result<(), ErrorKind> {
        if let Some(kind) = self.fails {
            return Err(kind);
        }
        (self.record, self.serial) = (latched.to_vec(), last_serial);
        Ok(())
    }
}

/// What an application does with any store when it starts: what cannot be read is taken for latched.
fn start<S: LatchStore>(store: &mut S) -> Table {
    let mut latched = SPECS.each_ref().map(|spec| spec.id);
    let (count, serial) = store.load(&mut latched).unwrap_or((latched.len(), 0));
    let latched = latched.get(..count).unwrap();
    FaultTable::new(&SPECS, TIMING, latched, serial).unwrap()
}

/// What it does when something has changed.
fn keep<S: LatchStore>(store: &mut S, table: &Table) -> Result<(), S::Error> {
    let latched: Vec<_> = table.latched().collect();
    store.store(&latched, table.history().last_serial())
}

fn latched(table: &Table) -> Vec<FaultId> {
    table.latched().collect()
}

#[test]
fn a_store_that_was_never_written_holds_nothing() {
    assert_eq!(latched(&start(&mut Memory::default())), []);
}

#[test]
fn a_latched_fault_and_the_serial_number_survive() {
    let mut memory = Memory::default();
    let mut table = start(&mut memory);
    table.observe(Instant::ORIGIN, WELDED, Ok(Observation::Flag(true)));
    assert_eq!(keep(&mut memory, &table), Ok(()));

    let mut table = start(&mut memory);
    assert_eq!(latched(&table), [WELDED]);
    assert_eq!(table.history().last_serial(), 1);
    table.observe(Instant::ORIGIN, WELDED, Ok(Observation::Flag(false)));
    table.clear(Instant::ORIGIN, Authority::User);
    assert_eq!(latched(&table), [WELDED], "a restart is no service");
    table.clear(Instant::ORIGIN, Authority::Service);
    assert_eq!(latched(&table), []);
}

#[test]
fn what_cannot_be_read_is_latched() {
    let mut memory = Memory {
        fails: Some(ErrorKind::Integrity),
        ..Memory::default()
    };
    assert_eq!(latched(&start(&mut memory)), [WELDED, HOT]);
}
