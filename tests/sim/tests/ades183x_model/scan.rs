//! What a scan of a long chain costs, and that a day of it stays right.

use super::host::*;
use core::time::Duration;

/// One scan as a monitor of cells does it: all cells, all redundant ones, temperatures, status.
fn scan(host: &mut Host, spi: &mut [u8]) {
    host.wake_idle();
    for command in [
        0x004, 0x006, 0x008, 0x00A, 0x009, 0x00B, 0x003, 0x005, 0x007, 0x00D, 0x00E, 0x00F, 0x019,
        0x01A, 0x01B, 0x01F, 0x030, 0x031, 0x032, 0x033,
    ] {
        host.read_into(command, spi);
    }
    host.send(ADAX);
}

#[test]
fn ten_parts_scanned_for_an_hour_stay_awake_and_right() {
    let mut host = Host::new(10);
    host.send(ADCV | RD | CONT);
    let mut data = vec![0; 80];
    for step in 0..36_000 {
        if step % 100 == 0 {
            let millivolts = 3_000 + step / 100;
            host.each(|_, part| part.set_cells(&[volts(millivolts); 16]));
        }
        scan(&mut host, &mut data);
        host.pass(Duration::from_millis(80));
    }
    host.wake();
    assert_eq!(host.words(RDCVA), [code(3_359); 3]);
    assert_eq!(host.words(RDSVA), [code(3_359); 3]);
    assert!(host.parts.iter().all(|part| part.borrow_mut().is_awake()));
}
