//! What a chain should be, and what its answers mean. Of devices that fail the last is told, whose words come first.

use hal_inverter::GateFaults;

use crate::{Config, Error, Output, Register, Status, codec};

/// What a status is read from.
pub(crate) const STATUS: [Register; 3] = [Register::STATUS1, Register::STATUS2, Register::STATUS3];

/// What a desaturation is read from before anything erases it.
pub(crate) const REMEMBERED: [Register; 3] = [Register::CFG1, Register::STATUS1, Register::STATUS1];

/// What proves a configuration: every register that is written, and a status.
pub(crate) const PROVEN: [Register; 11] = [
    Register::CFG1,
    Register::CFG2,
    Register::CFG3,
    Register::CFG4,
    Register::CFG5,
    Register::DIAG1CFG,
    Register::DIAG2CFG,
    Register::TEST1,
    Register::STATUS1,
    Register::STATUS2,
    Register::STATUS3,
];

/// A chain as the driver knows it.
#[derive(Debug)]
pub(crate) struct Chain<const N: usize> {
    configs: [Config; N],
    /// Seen since faults were cleared, whatever the part remembers.
    desaturated: [bool; N],
}

impl<const N: usize> Chain<N> {
    pub(crate) const fn new(configs: [Config; N]) -> Self {
        Self {
            configs,
            desaturated: [false; N],
        }
    }

    pub(crate) const fn configs(&self) -> &[Config; N] {
        &self.configs
    }

    /// Returns what is written into a register.
    pub(crate) fn values(&self, register: Register) -> [u8; N] {
        self.configs
            .map(|config| config.value(register).unwrap_or_default())
    }

    pub(crate) fn is_desaturated(&self) -> bool {
        self.desaturated.contains(&true)
    }

    /// Takes note of a desaturation, in words of [`REMEMBERED`].
    ///
    /// A part that was never configured may answer without a CRC, and is passed over; of one that does send a CRC, which CFG1 shows,
    /// the status has to be right. It is read twice, since a part that did not understand a read may answer with zeros.
    pub(crate) fn remember<E>(&mut self, words: [[u16; N]; 3]) -> Result<(), Error<E>> {
        let [cfg1, first, second] = words;
        let words = cfg1.into_iter().zip(first.into_iter().zip(second));
        let devices = self.desaturated.iter_mut().zip(words).enumerate();
        let mut read = Ok(());
        for (device, (desaturated, (cfg1, (first, second)))) in devices {
            for word in [first, second] {
                match (codec::reply(cfg1), codec::reply(word)) {
                    (_, Some(status1)) => {
                        *desaturated |= is_desaturated(Status::new(status1, 0, 0));
                    }
                    (Some(_), None) => read = Err(damaged(device, Register::STATUS1, word)),
                    (None, None) => {}
                }
            }
        }
        read
    }

    /// Judges words of [`STATUS`], and takes note of each desaturation.
    pub(crate) fn judge<E>(&mut self, words: [[u16; N]; 3]) -> Result<[Status; N], Error<E>> {
        let mut statuses = [Status::default(); N];
        let mut judged = Ok(());
        let [first, second, third] = words;
        let words = first.into_iter().zip(second).zip(third);
        let slots = statuses.iter_mut().zip(self.desaturated.iter_mut());
        let devices = words.zip(slots).enumerate();
        for (device, (((first, second), third), (slot, desaturated))) in devices {
            let status = Status::from_words(device, [first, second, third]);
            if let Ok(status) = status {
                *slot = status;
                *desaturated |= is_desaturated(status);
            }
            let sound = status.and_then(|status| status.must_be_sound(device));
            judged = sound.and(judged);
        }
        judged.map(|()| statuses)
    }

    /// Judges words of [`STATUS`] after a self-test, which may have set the bit of a desaturation.
    pub(crate) fn judge_tested<E>(
        &mut self,
        words: [[u16; N]; 3],
    ) -> Result<[Status; N], Error<E>> {
        let before = self.desaturated;
        let judged = self.judge(words);
        self.desaturated = before;
        judged
    }

    /// Judges words of [`PROVEN`]: the status first, then every register that is written.
    pub(crate) fn prove<E>(
        &mut self,
        words: [[u16; N]; PROVEN.len()],
        different: impl Fn(usize, Register, u8, u8) -> Error<E>,
    ) -> Result<[Status; N], Error<E>> {
        let [written @ .., status1, status2, status3] = words;
        let statuses = self.judge([status1, status2, status3])?;
        for (register, words) in PROVEN.into_iter().zip(written) {
            compare(register, self.values(register), words, &different)?;
        }
        Ok(statuses)
    }

    /// Judges words of [`PROVEN`] after faults were cleared, and forgets desaturations that are gone.
    pub(crate) fn prove_cleared<E>(
        &mut self,
        words: [[u16; N]; PROVEN.len()],
    ) -> Result<[Status; N], Error<E>> {
        let before = core::mem::replace(&mut self.desaturated, [false; N]);
        let proven = self.prove(words, lost);
        if proven.is_err() {
            self.desaturated = before;
        }
        proven
    }

    /// Compares what an output signalled before and after statuses were read with them. Only one that stayed contradicts.
    pub(crate) fn must_agree<E>(
        &self,
        statuses: &[Status; N],
        output: Output,
        signals: (Option<bool>, Option<bool>),
    ) -> Result<(), Error<E>> {
        let (Some(before), Some(after)) = signals else {
            return Ok(());
        };
        let mut devices = self.configs.iter().zip(statuses);
        let reported = devices.any(|(config, status)| {
            let causes = config.causes(output).unwrap_or_default();
            causes.intersects(status.causes())
        });
        if before == after && before != reported {
            return Err(Error::Contradiction {
                output,
                is_signalled: before,
            });
        }
        Ok(())
    }

    /// Returns what each device reports, and what is remembered of it.
    pub(crate) fn faults(&self, statuses: [Status; N]) -> [GateFaults; N] {
        let mut gates = statuses.map(Status::faults);
        for (gate, desaturated) in gates.iter_mut().zip(self.desaturated) {
            gate.set(GateFaults::DESATURATION, desaturated);
        }
        gates
    }

    /// Fails where something stops a gate.
    pub(crate) fn must_be_clear<E>(&self, statuses: [Status; N]) -> Result<(), Error<E>> {
        for (device, faults) in self.faults(statuses).into_iter().enumerate() {
            let faults = faults.stopping();
            if !faults.is_empty() {
                return Err(Error::Faults { device, faults });
            }
        }
        Ok(())
    }
}

fn is_desaturated(status: Status) -> bool {
    status.faults().contains(GateFaults::DESATURATION)
}

/// A register that is not what was just written into it.
pub(crate) const fn read_back<E>(
    device: usize,
    register: Register,
    expected: u8,
    found: u8,
) -> Error<E> {
    Error::ReadBack {
        device,
        register,
        expected,
        found,
    }
}

/// A register that is no longer what was written into it.
pub(crate) const fn lost<E>(
    device: usize,
    register: Register,
    _expected: u8,
    found: u8,
) -> Error<E> {
    Error::ConfigurationLost {
        device,
        register,
        found,
    }
}

/// Fails where a register is not what was just written into it.
pub(crate) fn must_be<E, const N: usize>(
    register: Register,
    written: [u8; N],
    words: [u16; N],
) -> Result<(), Error<E>> {
    compare(register, written, words, read_back)
}

/// Compares a register's bits that have a meaning.
fn compare<E, const N: usize>(
    register: Register,
    written: [u8; N],
    words: [u16; N],
    different: impl Fn(usize, Register, u8, u8) -> Error<E>,
) -> Result<(), Error<E>> {
    let mask = register.mask();
    let pairs = written.into_iter().zip(values(register, words)?);
    let mut compared = Ok(());
    for (device, (written, found)) in pairs.enumerate() {
        let (expected, found) = (written & mask, found & mask);
        if expected != found {
            compared = Err(different(device, register, expected, found));
        }
    }
    compared
}

/// Returns the bytes that devices answered with.
pub(crate) fn values<E, const N: usize>(
    register: Register,
    words: [u16; N],
) -> Result<[u8; N], Error<E>> {
    let mut values = [0; N];
    let mut read = Ok(());
    for (device, (value, word)) in values.iter_mut().zip(words).enumerate() {
        match codec::reply(word) {
            Some(byte) => *value = byte,
            None => read = Err(damaged(device, register, word)),
        }
    }
    read.map(|()| values)
}

/// Fails where a device's STATUS3 says that it refused a frame.
pub(crate) fn must_have_taken_frames<E, const N: usize>(words: [u16; N]) -> Result<(), Error<E>> {
    let mut taken = Ok(());
    for (device, status3) in values(Register::STATUS3, words)?.into_iter().enumerate() {
        let status = Status::new(0, 0, status3);
        taken = status.must_have_taken_frames(device).and(taken);
    }
    taken
}

/// A word that is none of a part's.
const fn damaged<E>(device: usize, register: Register, word: u16) -> Error<E> {
    if codec::is_silent(word) {
        Error::NoAnswer {
            device,
            register,
            word,
        }
    } else {
        Error::Crc {
            device,
            register,
            word,
        }
    }
}
