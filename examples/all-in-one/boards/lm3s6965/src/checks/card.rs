//! QEMU's SD card on SSI0: initialisation by hand, then size, single and several blocks through the `embedded-sdmmc` driver.
//!
//! By hand because QEMU's card answers that it is idle in the first byte of the operating conditions, after it has said that it
//! is ready; the driver takes that for an error.

use super::{Failure, compare, pattern};
use embedded_hal::spi::SpiDevice;
use embedded_hal_bus::spi::ExclusiveDevice;
use embedded_sdmmc::{
    Block, BlockDevice as _, BlockIdx, SdCard, SdCardError, embedded_sdmmc_types::sdcard::CardType,
};
use lm3s6965::{delay::Delay, pins::CardSelect, ssi::Ssi0};

/// First byte of an answer.
const IDLE: u32 = 0x01;
const READY: u32 = 0x00;
/// 2.7 V to 3.6 V, and a byte to be sent back.
const VOLTAGE_AND_ECHO: u32 = 0x1AA;
const HIGH_CAPACITY: u32 = 1 << 30;
/// Bytes within which a card answers.
const ANSWER_WITHIN: u32 = 8;
/// How often a card is asked whether it is ready.
const PATIENCE: u32 = 1_000;

/// The card's size in bytes.
const CAPACITY: u32 = 1 << 20;

const BLOCK: u32 = 512;
/// Read, one by itself and three in a row.
const SINGLE: u32 = 3;
const SEVERAL: u32 = 1_000;
/// Written, two in a row; the second pair is the card's last. A block by itself cannot be written this way: between the answer
/// to the command and the data the driver leaves no byte, of which QEMU's card needs one.
const WRITTEN: [u32; 2] = [5, 2_046];

pub(crate) fn run(ssi: Ssi0, select: CardSelect, delay: Delay) -> Result<(), Failure> {
    let Ok(mut device) = ExclusiveDevice::new(ssi, select, delay);
    initialise(&mut device)?;
    let card = initialised(device, delay);
    let capacity = u32::try_from(card.num_bytes()?).unwrap_or(u32::MAX);
    if capacity != CAPACITY {
        return Err(Failure::Differs {
            what: "capacity",
            place: 0,
            expected: CAPACITY,
            found: capacity,
        });
    }

    let mut one = [Block::new()];
    card.read(&mut one, BlockIdx(SINGLE))?;
    expect("block", SINGLE, &one, pattern)?;
    let mut three = [Block::new(), Block::new(), Block::new()];
    card.read(&mut three, BlockIdx(SEVERAL))?;
    expect("blocks", SEVERAL, &three, pattern)?;

    let inverted = |place| !pattern(place);
    for start in WRITTEN {
        let mut blocks = [Block::new(), Block::new()];
        for (place, byte) in
            (start * BLOCK..).zip(blocks.iter_mut().flat_map(|block| &mut block.contents))
        {
            *byte = inverted(place);
        }
        card.write(&blocks, BlockIdx(start))?;
        blocks.fill(Block::new());
        card.read(&mut blocks, BlockIdx(start))?;
        expect("read back", start, &blocks, inverted)?;
    }
    Ok(())
}

/// Takes the card from power-up to where it reads and writes blocks.
fn initialise(device: &mut impl SpiDevice) -> Result<(), Failure> {
    let mut nothing = [];
    let mut echo = [0; 4];
    answer("reset", command(device, 0, 0, &mut nothing)?, IDLE)?;
    answer(
        "voltage",
        command(device, 8, VOLTAGE_AND_ECHO, &mut echo)?,
        IDLE,
    )?;
    answer(
        "echo of the voltage",
        u32::from_be_bytes(echo),
        VOLTAGE_AND_ECHO,
    )?;
    for _ in 0..PATIENCE {
        command(device, 55, 0, &mut nothing)?;
        if command(device, 41, HIGH_CAPACITY, &mut nothing)? == READY {
            return Ok(());
        }
    }
    Err(Failure::NotRefused("card that never gets ready"))
}

/// Sends a command, and returns the first byte of the answer; the bytes after it go to `rest`.
fn command(
    device: &mut impl SpiDevice,
    number: u8,
    argument: u32,
    rest: &mut [u8],
) -> Result<u32, Failure> {
    let [a, b, c, d] = argument.to_be_bytes();
    // The card looks at the checksum of the first two commands only.
    let checksum = match number {
        0 => 0x95,
        8 => 0x87,
        _ => 0x01,
    };
    // Between an answer and the next command the card wants eight clocks.
    let frame = [0xFF, 0x40 | number, a, b, c, d, checksum];
    let failed = |_| Failure::Card(SdCardError::Transport);
    device.write(&frame).map_err(failed)?;
    let mut first = [0xFF];
    for _ in 0..ANSWER_WITHIN {
        device.read(&mut first).map_err(failed)?;
        let [byte] = first;
        if byte & 0x80 == 0 {
            device.read(rest).map_err(failed)?;
            return Ok(byte.into());
        }
    }
    Err(Failure::Card(SdCardError::CardNotFound))
}

fn answer(what: &'static str, found: u32, expected: u32) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Differs {
        what,
        place: 0,
        expected,
        found,
    })
}

#[expect(
    unsafe_code,
    reason = "the driver cannot see whether what it is told about the card is true"
)]
fn initialised<D: SpiDevice>(device: D, delay: Delay) -> SdCard<D, Delay> {
    let card = SdCard::new(device, delay);
    // SAFETY: the card has just gone through its initialisation, and as small as it is it counts in bytes.
    unsafe { card.mark_card_as_init(CardType::SD2) };
    card
}

fn expect(
    what: &'static str,
    start: u32,
    blocks: &[Block],
    expected: impl Fn(u32) -> u8,
) -> Result<(), Failure> {
    for (index, block) in (start..).zip(blocks) {
        compare(what, index * BLOCK, &block.contents, &expected)?;
    }
    Ok(())
}
