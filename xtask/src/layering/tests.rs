use super::rules::{Crate, Edge, Kind, arrows, user_build};

fn member(name: &str, edges: &[(&str, Kind)]) -> Crate {
    let edges = edges.iter().map(|(to, kind)| Edge {
        to: (*to).to_owned(),
        kind: *kind,
        optional: *to == "defmt",
    });
    Crate {
        name: name.to_owned(),
        is_driver: name.starts_with("driver"),
        edges: edges.collect(),
    }
}

/// A workspace as it should be.
fn good() -> Vec<Crate> {
    use Kind::{Dev, Normal};
    vec![
        member(
            "hal-power",
            &[("bitflags", Normal), ("defmt", Normal), ("proptest", Dev)],
        ),
        member(
            "hal-inverter",
            &[("hal-power", Normal), ("bitflags", Normal)],
        ),
        member("hal-bms", &[("hal-power", Normal), ("hal-power-sim", Dev)]),
        member(
            "hal-power-sim",
            &[
                ("hal-power", Normal),
                ("hal-bms", Normal),
                ("embedded-hal", Normal),
            ],
        ),
        member("hal-conformance", &[("hal-power-sim", Normal)]),
        member(
            "driver-a",
            &[("hal-power", Normal), ("hal-conformance", Dev)],
        ),
        member(
            "all-in-one-firmware",
            &[("hal-bms", Normal), ("hal-power-sim", Dev)],
        ),
        member(
            "all-in-one",
            &[
                ("all-in-one-firmware", Normal),
                ("driver-a", Normal),
                ("hal-power-sim", Normal),
            ],
        ),
    ]
}

/// What is wrong once `from` also depends on `to`.
fn with(from: &str, to: &str, kind: Kind) -> Vec<String> {
    let mut crates = good();
    let member = crates.iter_mut().find(|c| c.name == from).unwrap();
    member.edges.insert(Edge {
        to: to.to_owned(),
        kind,
        optional: false,
    });
    arrows(&crates)
}

#[test]
fn a_good_workspace_passes() {
    assert!(arrows(&good()).is_empty());
}

#[test]
fn hal_crates_depend_on_next_to_nothing() {
    for kind in [Kind::Normal, Kind::Build] {
        assert_eq!(
            with("hal-power", "libm", kind),
            ["hal-power must not depend on libm"]
        );
    }
    assert_eq!(with("hal-power", "hal-bms", Kind::Normal).len(), 1);
    assert_eq!(with("hal-inverter", "hal-bms", Kind::Normal).len(), 1);
    assert_eq!(with("hal-bms", "embedded-hal", Kind::Normal).len(), 1);
    assert_eq!(with("hal-bms", "bitflags", Kind::Normal).len(), 0);
    assert_eq!(with("hal-bms", "trybuild", Kind::Dev).len(), 0);
}

#[test]
fn defmt_is_an_option() {
    let expected = ["hal-bms must make defmt optional"];
    assert_eq!(with("hal-bms", "defmt", Kind::Normal), expected);
}

#[test]
fn drivers_see_the_test_crates_in_tests_only() {
    let broken = with("driver-a", "hal-power-sim", Kind::Normal);
    assert_eq!(broken, ["driver-a must not depend on hal-power-sim"]);
    // Through conformance it reaches the simulator as well.
    assert_eq!(with("driver-a", "hal-conformance", Kind::Normal).len(), 2);
    assert_eq!(with("driver-a", "hal-power-sim", Kind::Dev).len(), 0);
}

#[test]
fn the_simulator_never_sees_a_driver() {
    for kind in [Kind::Normal, Kind::Build, Kind::Dev] {
        let broken = with("hal-power-sim", "driver-a", kind);
        let expected = "hal-power-sim must not depend on driver-a".to_owned();
        assert!(broken.contains(&expected));
    }
    assert_eq!(with("hal-power-sim", "all-in-one", Kind::Dev).len(), 1);
}

#[test]
fn firmware_names_no_part() {
    assert_eq!(
        with("all-in-one-firmware", "driver-a", Kind::Normal).len(),
        1
    );
    assert_eq!(with("all-in-one-firmware", "driver-a", Kind::Dev).len(), 1);
    assert_eq!(
        with("all-in-one-firmware", "hal-power-sim", Kind::Normal).len(),
        1
    );
}

#[test]
fn a_driver_costs_its_user_at_most_nine_crates() {
    let tree = |n: usize| -> String {
        (0..n).map(|i| format!("c{i} v1.0.0\n")).collect::<String>()
            + "\nc0 v1.0.0 (*)\nc1 v1.0.0\n"
    };
    assert_eq!(user_build("d", &tree(9)), None);
    let broken = user_build("d", &tree(10)).unwrap();
    assert!(
        broken.contains("10 crates") && broken.contains("c9"),
        "{broken}"
    );
    assert!(user_build("d", "").is_some());
    // Two versions of a crate are two crates.
    assert!(user_build("d", &(tree(9) + "c0 v2.0.0\n")).is_some());
}
