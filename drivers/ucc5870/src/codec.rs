//! Commands to frames, and the running checksum.

use crc::{Algorithm, Crc, NoTable};

use crate::Register;

/// The address that every chip follows and none answers.
pub(crate) const BROADCAST: u8 = 0xF;

const ALGORITHM: Algorithm<u8> = Algorithm {
    width: 8,
    poly: 0x07,
    init: 0xFF,
    refin: false,
    refout: false,
    xorout: 0x00,
    check: 0xFB,
    residue: 0x00,
};

const CRC: Crc<u8, NoTable> = Crc::<u8, NoTable>::new(&ALGORITHM);

/// Value of the checksum at its start, and after each comparison.
pub(crate) const CRC_START: u8 = ALGORITHM.init;

/// CLR_STAT_REG, in the upper byte of CONTROL2.
pub(crate) const CLEAR_STATUS: u8 = 0x80;

/// Returns the number of chips; what has no address of its own does not compile.
pub(crate) const fn count<const N: usize>() -> usize {
    const { assert!(N >= 1 && N <= 14, "one chip select has 1 to 14 chips") };
    N
}

/// A command without data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// Lets the output follow its input.
    Enable,
    /// Turns the output off.
    Disable,
    /// Fixes the address and opens the configuration.
    Configure,
    /// Nothing.
    Nop,
    /// Resets all registers but the address.
    Reset,
}

/// Returns the frame of a command.
pub(crate) const fn command(address: u8, command: Command) -> u16 {
    let code = match command {
        Command::Enable => 0x009,
        Command::Disable => 0x00A,
        Command::Configure => 0x222,
        Command::Nop => 0x542,
        Command::Reset => 0x708,
    };
    to(address) | code
}

/// Returns the frame that asks for a register: the answer comes with the next frame.
pub(crate) const fn read(address: u8, register: Register) -> u16 {
    to(address) | 0x100 | register.number() as u16
}

/// Returns the frame that chooses the register which bytes are written to.
pub(crate) const fn select(address: u8, register: Register) -> u16 {
    to(address) | 0xC00 | register.number() as u16
}

/// Returns the frame that writes the upper byte.
pub(crate) const fn high(address: u8, byte: u8) -> u16 {
    to(address) | 0xA00 | byte as u16
}

/// Returns the frame that writes the lower byte.
pub(crate) const fn low(address: u8, byte: u8) -> u16 {
    to(address) | 0xB00 | byte as u16
}

/// Returns the frame that gives an address to the chip whose IN+ is high.
pub(crate) const fn assign(address: u8) -> u16 {
    to(BROADCAST) | 0xDA0 | (address & 0xF) as u16
}

const fn to(address: u8) -> u16 {
    ((address & 0xF) as u16) << 12
}

const fn after(crc: u8, bytes: &[u8]) -> u8 {
    let mut digest = CRC.digest_with_initial(crc);
    digest.update(bytes);
    digest.finalize()
}

/// Takes a frame into the checksum.
pub(crate) const fn crc(crc: u8, frame: u16) -> u8 {
    after(crc, &frame.to_be_bytes())
}

/// Returns the frame that has the checksum compared, which covers that frame's own first byte too.
pub(crate) const fn compare(address: u8, crc: u8) -> u16 {
    let [upper, _] = high(address, 0).to_be_bytes();
    high(address, after(crc, &[upper]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of JAJSKM1C, figure 7-36.
    #[test]
    fn the_checksum_is_that_of_the_data_sheet() {
        let frames = [0xFC00, 0xFA58, 0xFB2A, 0xFC13];
        let mut found = CRC_START;
        let steps = frames.map(|frame| {
            found = crc(found, frame);
            found
        });
        assert_eq!(steps, [0x3F, 0x23, 0xC4, 0x28]);
        assert_eq!(compare(BROADCAST, found), 0xFA30);
    }

    #[test]
    fn the_algorithm_gives_its_check_value() {
        assert_eq!(after(CRC_START, b"123456789"), ALGORITHM.check);
    }

    #[test]
    fn frames_carry_address_command_and_data() {
        assert_eq!(command(1, Command::Enable), 0x1009);
        assert_eq!(command(2, Command::Disable), 0x200A);
        assert_eq!(command(3, Command::Configure), 0x3222);
        assert_eq!(command(4, Command::Nop), 0x4542);
        assert_eq!(command(BROADCAST, Command::Reset), 0xF708);
        assert_eq!(read(14, Register::DoutCfg), 0xE11E);
        assert_eq!(select(BROADCAST, Register::Cfg1), 0xFC00);
        assert_eq!((high(5, 0x58), low(5, 0x2A)), (0x5A58, 0x5B2A));
        assert_eq!(assign(6), 0xFDA6);
    }
}
