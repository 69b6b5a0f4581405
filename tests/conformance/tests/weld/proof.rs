//! `RelayProof` on its own, and then whether all close.

use super::relays::{
    CYCLE, ISOLATION, LINE, MAX_AGE, MINIMUM, NEUTRAL, SETTLE, Seen, Tester, verdict,
};
use core::time::Duration;
use hal_conformance::weld::{Finding, Verdict};
use hal_power::{
    Contacts, Instant, Path,
    check::{RelayConfig, RelayInputs, RelayProof, Step},
};

pub(crate) struct Proof {
    config: RelayConfig<2>,
    check: RelayProof<2>,
    /// All were told to close then.
    closing: Option<Instant>,
}

impl Tester for Proof {
    #[expect(
        clippy::unwrap_used,
        reason = "a configuration that is known to be one"
    )]
    fn new(_now: Instant) -> Self {
        let config = RelayConfig::new([LINE, NEUTRAL], MINIMUM, ISOLATION, MAX_AGE).unwrap();
        let config = config
            .with_times(SETTLE, CYCLE)
            .with_life(Duration::from_secs(1));
        Self {
            config,
            check: RelayProof::new(config),
            closing: None,
        }
    }

    fn start(&mut self, now: Instant, path: &Path) {
        self.check.start(now, path);
    }

    fn wants(&self, _now: Instant) -> Contacts {
        match self.closing {
            Some(_) => self.config.contacts(),
            None => self.check.wants(),
        }
    }

    fn judge(&mut self, now: Instant, path: &Path, seen: &Seen) -> Option<Verdict> {
        let inputs = RelayInputs::with_reference(seen.grid, seen.probes);
        if let Some(at) = self.closing {
            return match self.config.closed(now, at, &inputs) {
                Step::Wait => None,
                Step::Done(()) => Some(Verdict::new(Finding::Isolates, self.config.contacts())),
                Step::Failed(fault) => Some(verdict(fault)),
            };
        }
        match self.check.step(now, path, &inputs) {
            Step::Wait => None,
            Step::Done(proof) => match proof.redeem(now, path) {
                Ok(()) => {
                    self.closing = Some(now);
                    None
                }
                Err(_) => Some(Verdict::new(Finding::Doubtful, Contacts::NONE)),
            },
            Step::Failed(fault) => Some(verdict(fault)),
        }
    }
}
