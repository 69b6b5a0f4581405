use super::*;

const SHAPES: [Shape; 4] = [Shape::I2c, Shape::Spi, Shape::Pins, Shape::Protocol];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn names_of_crates_only() {
    for good in ["ina228", "hal-panel", "drv8860", "a_b"] {
        assert!(Name::new(good).is_ok(), "{good}");
    }
    for bad in [
        "", "INA228", "8860", "a b", "a/b", "../a", "a.b", "self", "async", "test", "a-", "é",
    ] {
        assert!(Name::new(bad).is_err(), "{bad}");
    }
    assert!(Name::new(&"a".repeat(65)).is_err());
}

#[test]
fn spellings() {
    let name = Name::new("bms-ic2_x").unwrap();
    let filled = name.fill("{{part}} {{PART}} {{crate}} {{Type}}");
    assert_eq!(filled, "bms-ic2_x BMS-IC2_X bms_ic2_x BmsIc2X");
}

#[test]
fn nothing_is_left_to_fill_in() {
    for shape in SHAPES {
        let name = Name::new("part-1").unwrap();
        for (path, text) in render(&root(), shape, &name).unwrap() {
            assert!(
                !text.contains("{{") && !text.contains("}}"),
                "{shape:?} {path:?}"
            );
            assert!(!path.to_string_lossy().contains('{'), "{shape:?} {path:?}");
        }
        assert!(!name.fill(shape.next_steps()).contains("{{"));
    }
}

#[test]
fn every_shape_has_its_files() {
    for (shape, present, absent) in [
        (Shape::I2c, "src/blocking.rs", "src/codec.rs"),
        (Shape::I2c, "part.ddsl", "tests/vectors.rs"),
        (Shape::Spi, "src/blocking.rs", "src/registers.rs"),
        (Shape::Pins, "src/driver.rs", "src/asynch.rs"),
        (Shape::Protocol, "tests/vectors.rs", "tests/wire.rs"),
    ] {
        let files = render(&root(), shape, &Name::new("part").unwrap()).unwrap();
        let has = |path: &str| files.iter().any(|(have, _)| have == Path::new(path));
        assert!(has(present) && !has(absent), "{shape:?}");
        for common in [
            "Cargo.toml",
            "README.md",
            "CHANGELOG.md",
            "src/lib.rs",
            "src/config.rs",
        ] {
            assert!(has(common), "{shape:?} {common}");
        }
    }
}

#[test]
fn the_skeleton_has_the_registers_of_the_pinned_compiler() {
    let files = render(&root(), Shape::I2c, &Name::new("part").unwrap()).unwrap();
    let path = Path::new("src/registers.rs");
    let (_, text) = files.iter().find(|(have, _)| have == path).unwrap();
    let from = format!(
        "{}part.ddsl with device-driver-cli {}; do not edit.\n",
        crate::product::MARK,
        crate::registers::VERSION
    );
    assert!(text.starts_with(&from), "{text}");
}

#[test]
fn a_manifest_moves_with_its_paths() {
    let manifest = "[workspace]\nmembers = [\n  \"a\",\n  \"drivers/*\",\n]\nexclude = [\"b\"]\n\
        [workspace.dependencies]\na = { path = \"a\", version = \"1\" }\n";
    let moved = trial::moved(manifest, Path::new("/here")).unwrap();
    assert_eq!(
        moved,
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"b\"]\n\
        [workspace.dependencies]\na = { path = \"/here/a\", version = \"1\" }\n"
    );
    assert!(trial::moved("[workspace]", Path::new("/")).is_err());
}
