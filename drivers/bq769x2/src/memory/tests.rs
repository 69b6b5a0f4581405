extern crate std;
use super::*;
use std::vec::Vec;

const SETTINGS: [Setting; 4] = [
    Setting::one_byte(0x9261, 0x8C),
    Setting::two_bytes(0x9276, 0x0123),
    Setting::one_byte(0x9275, 0x32),
    Setting::four_bytes(0x9280, 0xDDCC_BBAA),
];

fn window(from: u16) -> Window {
    Window::next(from, SETTINGS.into_iter()).unwrap()
}

fn runs(window: &Window, found: &[u8; WINDOW]) -> Vec<(u16, Vec<u8>)> {
    let (mut all, mut from) = (Vec::new(), 0);
    while let Some((address, bytes, next)) = window.run(found, from) {
        all.push((address, bytes.to_vec()));
        from = next;
    }
    all
}

#[test]
fn windows_begin_at_settings_and_end_before_one_that_does_not_fit() {
    assert_eq!(window(0).address, 0x9261);
    // 0x9280 is the last byte of the first window, and its field has four.
    assert_eq!(window(0).end, 0x9280);
    assert_eq!(window(0x9280).address, 0x9280);
    assert_eq!(window(0x9262).address, 0x9275);
    assert!(Window::next(0x9281, SETTINGS.into_iter()).is_none());
}

#[test]
fn only_what_differs_is_written_and_fields_stay_whole() {
    let window = window(0x9270);
    let mut found = [0xEE; WINDOW];
    found[..3].copy_from_slice(&[0x32, 0x23, 0x01]);
    found[11..15].copy_from_slice(&[0xAA, 0xBB, 0xCC, 0xDD]);
    assert_eq!(window.difference(&found), None);
    assert!(runs(&window, &found).is_empty());

    found[2] = 0x02;
    assert_eq!(window.difference(&found), Some((0x9277, 0x01, 0x02)));
    assert_eq!(runs(&window, &found), [(0x9276, [0x23, 0x01].to_vec())]);

    found[0] = 0;
    found[13] = 0;
    assert_eq!(
        runs(&window, &found),
        [
            (0x9275, [0x32, 0x23, 0x01].to_vec()),
            (0x9280, [0xAA, 0xBB, 0xCC, 0xDD].to_vec()),
        ]
    );
}

#[test]
fn every_set_of_differences_is_mended_by_its_runs() {
    let full: Vec<Setting> = (0..16)
        .map(|at| Setting::two_bytes(0x9300 + 2 * at, 0x5A5A))
        .collect();
    let gaps: Vec<Setting> = full.iter().copied().step_by(3).collect();
    for settings in [full, gaps] {
        let window = Window::next(0, settings.iter().copied()).unwrap();
        let mut seed = 7u64;
        for _ in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mut found: [u8; WINDOW] =
                core::array::from_fn(|at| if seed >> at & 1 == 0 { 0x5A } else { 0 });
            for (address, bytes) in runs(&window, &found) {
                let offset = usize::from(address - 0x9300);
                found[offset..offset + bytes.len()].copy_from_slice(&bytes);
            }
            assert_eq!(window.difference(&found), None);
        }
    }
}

#[test]
fn settings_know_their_place() {
    assert!(Setting::one_byte(0x9180, 0).is_in_memory());
    assert!(!Setting::one_byte(0x917F, 0).is_in_memory());
    assert!(!Setting::two_bytes(0x93FF, 0).is_in_memory());
    assert!(!Setting::four_bytes(0xFFFF, 0).is_in_memory());
    assert!(Setting::four_bytes(0x9200, 0).overlaps(&Setting::one_byte(0x9203, 0)));
    assert!(!Setting::four_bytes(0x9200, 0).overlaps(&Setting::one_byte(0x9204, 0)));
}
