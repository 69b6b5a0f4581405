//! One run of the firmware, from its start to its exit code.

use std::{ffi::OsString, os::unix::net::UnixStream, path::Path};

use anyhow::{Context as _, Result, bail, ensure};

use super::{
    answer::Answer,
    checks::Checks,
    memories::{CARD, EEPROM},
    temperatures::{self, ELEVEN_BITS, NINE_BITS, Resolution},
    trial::Trial,
};
use crate::qemu::{machine::Machine, qmp::Qmp};

/// The checks that the firmware has to report, in its order.
const OWN_CHECKS: [&str; 5] = ["silence", "registers", "transactions", "eeprom", "card"];

/// Where QEMU keeps a device that was given this id, and its property in m°C.
const THERMOMETER: &str = "/machine/peripheral/thermometer";
const TEMPERATURE: &str = "temperature";

const SOCKET: &str = "qmp";

/// Runs the firmware once. What is wrong with it is in the checks; an error means that not even that can be said.
pub(super) fn run(firmware: &Path, trial: Option<Trial>) -> Result<Checks> {
    // The system's folder: a socket's path must be short.
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    EEPROM.fill(folder, trial.and_then(Trial::damaged_eeprom))?;
    CARD.fill(folder, trial.and_then(Trial::damaged_card))?;
    let machine = Machine::start(arguments(firmware, folder, trial))?;
    let mut session = Session {
        machine,
        checks: Checks::default(),
        trial,
    };
    let own_passed = session.own_checks()?;
    let mut qmp = Qmp::connect(&folder.join(SOCKET))?;
    for resolution in [NINE_BITS, ELEVEN_BITS] {
        session.add(resolution.name, |s| s.sweep(&mut qmp, resolution));
    }
    session.add("beyond", |s| s.beyond(&mut qmp));
    session.add("no sensor", Session::no_sensor);
    session.add("exit code", |s| s.exit_code(own_passed));
    session.add("eeprom's file", |_| EEPROM.verify(folder));
    session.add("card's file", |_| CARD.verify(folder));
    Ok(session.checks)
}

fn arguments(firmware: &Path, folder: &Path, trial: Option<Trial>) -> Vec<OsString> {
    let places = trial.map_or_else(Default::default, Trial::places);
    let file = |name: &str| folder.join(name).display().to_string();
    let (eeprom, card, socket) = (file(EEPROM.file), file(CARD.file), file(SOCKET));
    let size = EEPROM.size;
    let sensor = places.sensor;
    let (at, writable) = (places.eeprom, places.eeprom_writable);
    let options = [
        ("-machine", "lm3s6965evb".to_owned()),
        ("-display", "none".to_owned()),
        ("-monitor", "none".to_owned()),
        ("-chardev", "stdio,id=requests,signal=off".to_owned()),
        ("-serial", "chardev:requests".to_owned()),
        ("-semihosting-config", "enable=on,target=native".to_owned()),
        ("-qmp", format!("unix:{socket},server=on,wait=off")),
        (
            "-device",
            format!("tmp105,id=thermometer,address={sensor:#x}"),
        ),
        (
            "-drive",
            format!("if=none,id=eeprom,format=raw,file={eeprom}"),
        ),
        (
            "-device",
            format!(
                "at24c-eeprom,address={at:#x},rom-size={size},drive=eeprom,writable={writable}"
            ),
        ),
        ("-drive", format!("if=sd,format=raw,file={card}")),
    ];
    let mut arguments: Vec<OsString> = options
        .into_iter()
        .flat_map(|(name, value)| [OsString::from(name), OsString::from(value)])
        .collect();
    arguments.push("-kernel".into());
    arguments.push(firmware.into());
    arguments
}

struct Session {
    machine: Machine,
    checks: Checks,
    trial: Option<Trial>,
}

impl Session {
    fn add(&mut self, name: &'static str, check: impl FnOnce(&mut Self) -> Result<String>) {
        let outcome = check(self);
        self.checks.add(name, outcome);
    }

    /// Takes in the checks that the firmware makes by itself, and returns whether it says that all have passed.
    fn own_checks(&mut self) -> Result<bool> {
        let mut awaited = OWN_CHECKS.into_iter();
        let mut all_passed = true;
        loop {
            let line = self.machine.line()?;
            match Answer::parse(&line) {
                Answer::Check(name, outcome) => {
                    let wanted = awaited.next();
                    ensure!(
                        wanted == Some(name),
                        "the firmware came to \"{name}\" early"
                    );
                    all_passed &= outcome.is_ok();
                    let outcome = outcome
                        .map(|()| "by the firmware".to_owned())
                        .map_err(|why| anyhow::anyhow!("{why}"));
                    self.checks.add(wanted.unwrap_or_default(), outcome);
                }
                Answer::Ready => break,
                _ => bail!("the firmware said: {line}"),
            }
        }
        if let Some(missing) = awaited.next() {
            bail!("the firmware left out \"{missing}\"");
        }
        Ok(all_passed)
    }

    /// Asks the firmware for something and hands its answer on.
    fn ask<T>(&mut self, request: u8, judge: impl FnOnce(Answer<'_>) -> Result<T>) -> Result<T> {
        self.machine.send(request)?;
        let line = self.machine.line()?;
        judge(Answer::parse(&line))
    }

    /// Sets temperatures over the whole range and compares each with what is read.
    fn sweep(&mut self, qmp: &mut Qmp<UnixStream>, resolution: Resolution) -> Result<String> {
        let all = if self.trial.is_some() {
            temperatures::few()
        } else {
            temperatures::all()
        };
        let off = self.trial.map_or(0, |trial| trial.off(resolution.step));
        for (index, &set) in all.iter().enumerate() {
            // The last but one: what is found wrong there was looked for everywhere before.
            let off = if index + 2 == all.len() { off } else { 0 };
            qmp.set(THERMOMETER, TEMPERATURE, set + off)?;
            let expected = resolution.read(set);
            self.ask(resolution.request, |answer| match answer {
                Answer::Reading(read) if read == expected => Ok(()),
                answer => bail!("{answer:?} instead of {expected} m°C, where {set} m°C are set"),
            })?;
        }
        let (first, last) = all.first().zip(all.last()).context("no temperatures")?;
        let count = all.len();
        Ok(format!("{count} temperatures from {first} to {last} m°C"))
    }

    /// Sets temperatures for which the sensor is not made.
    fn beyond(&mut self, qmp: &mut Qmp<UnixStream>) -> Result<String> {
        for (set, kind) in temperatures::BEYOND {
            qmp.set(THERMOMETER, TEMPERATURE, set)?;
            for resolution in [NINE_BITS, ELEVEN_BITS] {
                self.ask(resolution.request, |answer| match answer {
                    Answer::Error(found) if found == kind => Ok(()),
                    answer => bail!("{answer:?} instead of {kind}, where {set} m°C are set"),
                })?;
            }
        }
        let count = temperatures::BEYOND.len();
        Ok(format!("{count} temperatures refused, each as its kind"))
    }

    fn no_sensor(&mut self) -> Result<String> {
        self.ask(b's', |answer| match answer {
            Answer::Error("Bus") => Ok("a sensor that is not there reads as Bus".to_owned()),
            answer => bail!("{answer:?} instead of Bus"),
        })
    }

    /// Ends the firmware. Its exit code must tell what it has said before.
    fn exit_code(&mut self, own_passed: bool) -> Result<String> {
        self.machine.send(b'q')?;
        let expected = i32::from(!own_passed);
        let code = self.machine.exit_code()?;
        ensure!(code == expected, "{code} instead of {expected}");
        Ok(code.to_string())
    }
}
