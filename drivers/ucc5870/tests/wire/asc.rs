//! Pins at ASC_EN and ASC.

use super::*;

#[test]
fn asc_goes_before_asc_en_and_is_held_until_enable() {
    let held = |words: [u16; 5]| {
        words.map(|word| {
            if word & 0x01C0 > 1 {
                word | 0x0800
            } else {
                word
            }
        })
    };
    let mut script = INIT.to_vec();
    script[84].1 |= 0x0800;
    let config = config().unwrap();
    let script = [
        script,
        status(held(CONFIGURED)),
        configuration(0x1233),
        vec![(0xF009, 0xFFFF)],
        status(held(ACTIVE)),
        status(ACTIVE),
    ]
    .concat();
    let high = || PinTransaction::set(State::High);
    let low = || PinTransaction::set(State::Low);
    let mut stage = IdleStage;
    let proof = proof(&mut stage);
    let asc_en = PinMock::new(&[high(), high(), low(), high()]);
    let asc = PinMock::new(&[low(), low(), low()]);
    let mut bank = blocking::Ucc5870::<_, _, 1, _>::with_asc(
        bus(&script),
        NoopDelay::new(),
        SETTINGS,
        [config],
        Asc::new(Sure(asc_en), Sure(asc)),
    );
    assert_eq!(bank.init_addressed(), Ok(()));
    assert_eq!(bank.enable(&proof), Ok(()));
    hal_power::SafeState::make_safe(&mut bank);
    let (mut spi, _, asc) = bank.free();
    spi.done();
    let (mut asc_en, mut asc) = asc.into_pins();
    asc_en.0.done();
    asc.0.done();
}

/// A pin that cannot fail.
struct Sure(PinMock);

impl embedded_hal::digital::ErrorType for Sure {
    type Error = core::convert::Infallible;
}

impl embedded_hal::digital::OutputPin for Sure {
    fn set_low(&mut self) -> Result<(), core::convert::Infallible> {
        assert!(embedded_hal::digital::OutputPin::set_low(&mut self.0).is_ok());
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), core::convert::Infallible> {
        assert!(embedded_hal::digital::OutputPin::set_high(&mut self.0).is_ok());
        Ok(())
    }
}

#[test]
fn an_asc_en_that_the_chip_does_not_see_fails_init() {
    // The last reading of `init` says that ASC_EN is low; a second one says so too.
    let script = [INIT.to_vec(), status(CONFIGURED)].concat();
    let config = config().unwrap();
    let high = || PinTransaction::set(State::High);
    let low = || PinTransaction::set(State::Low);
    let pins = Asc::new(
        Sure(PinMock::new(&[high(), high()])),
        Sure(PinMock::new(&[low(), low()])),
    );
    let mut bank = blocking::Ucc5870::<_, _, 1, _>::with_asc(
        bus(&script),
        NoopDelay::new(),
        SETTINGS,
        [config],
        pins,
    );
    assert_eq!(
        bank.init_addressed(),
        Err(Error::Pins {
            chip: 0,
            found: 0x0080
        })
    );
    let (mut spi, _, asc) = bank.free();
    spi.done();
    let (mut asc_en, mut asc) = asc.into_pins();
    asc_en.0.done();
    asc.0.done();
}
