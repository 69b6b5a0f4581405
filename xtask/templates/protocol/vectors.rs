//! Frames and what they mean.

use hal_power::{Error as _, ErrorKind, Instant};
use {{crate}}::{Config, Error, Session, codec};

#[test]
fn a_session_begins_with_nothing_heard() {
    let session = Session::new(Config::new());
    assert_eq!(session.config(), Config::default());
    assert_eq!(session.last_heard(), None);
}

#[test]
fn an_unknown_frame_is_refused_by_name_and_is_no_sign_of_life() {
    let mut session = Session::new(Config::new());
    let error = session.on_frame(Instant::from_micros(7), 0x7FF, &[0; 8]).unwrap_err();
    assert_eq!(error, Error::UnknownFrame { id: 0x7FF });
    assert_eq!(error.kind(), ErrorKind::Other);
    assert_eq!(error.to_string(), "frame 0x7ff is unknown");
    assert_eq!(session.last_heard(), None);
    assert_eq!(codec::decode(0, &[]), Err(Error::UnknownFrame { id: 0 }));
}
