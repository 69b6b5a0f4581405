//! Commands to frames, and the running checksum.

use crate::Register;

/// The address that every chip follows and none answers.
pub(crate) const BROADCAST: u8 = 0xF;

/// Value of the checksum at its start, and after each comparison.
pub(crate) const CRC_START: u8 = 0xFF;

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

/// Takes a byte into the checksum: CRC-8 of polynomial 0x07, not inverted.
pub(crate) const fn crc_byte(crc: u8, byte: u8) -> u8 {
    let mut crc = crc ^ byte;
    let mut bit = 0;
    while bit < 8 {
        let carry = crc & 0x80 != 0;
        crc <<= 1;
        if carry {
            crc ^= 0x07;
        }
        bit += 1;
    }
    crc
}

/// Takes a frame into the checksum.
pub(crate) const fn crc(crc: u8, frame: u16) -> u8 {
    let [upper, lower] = frame.to_be_bytes();
    crc_byte(crc_byte(crc, upper), lower)
}

/// Returns the frame that has the checksum compared, which covers that frame's own first byte too.
pub(crate) const fn compare(address: u8, crc: u8) -> u16 {
    let [upper, _] = high(address, 0).to_be_bytes();
    high(address, crc_byte(crc, upper))
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
