//! The files of each shape of driver.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    I2c,
    Spi,
    Pins,
    Protocol,
}

pub(crate) struct File {
    /// Inside the crate.
    pub(crate) path: &'static str,
    pub(crate) template: &'static str,
}

macro_rules! files {
    ($($path:literal from $template:literal,)*) => {
        &[$(File {
            path: $path,
            template: include_str!(concat!("../../templates/", $template)),
        },)*]
    };
}

const COMMON: &[File] = files! {
    "Cargo.toml" from "common/Cargo.toml",
    "CHANGELOG.md" from "common/CHANGELOG.md",
    "src/config.rs" from "common/config.rs",
};

const I2C: &[File] = files! {
    "README.md" from "i2c/README.md",
    "{{part}}.ddsl" from "i2c/part.ddsl",
    "src/lib.rs" from "i2c/lib.rs",
    "src/asynch.rs" from "i2c/asynch.rs",
    "src/error.rs" from "i2c/error.rs",
    "src/registers.rs" from "i2c/registers.rs",
    "tests/wire.rs" from "i2c/wire.rs",
};

const SPI: &[File] = files! {
    "README.md" from "spi/README.md",
    "src/lib.rs" from "spi/lib.rs",
    "src/asynch.rs" from "spi/asynch.rs",
    "src/error.rs" from "spi/error.rs",
    "tests/wire.rs" from "spi/wire.rs",
};

const PINS: &[File] = files! {
    "README.md" from "pins/README.md",
    "src/lib.rs" from "pins/lib.rs",
    "src/driver.rs" from "pins/driver.rs",
    "src/error.rs" from "pins/error.rs",
    "tests/wire.rs" from "pins/wire.rs",
};

const PROTOCOL: &[File] = files! {
    "README.md" from "protocol/README.md",
    "src/lib.rs" from "protocol/lib.rs",
    "src/codec.rs" from "protocol/codec.rs",
    "src/session.rs" from "protocol/session.rs",
    "src/error.rs" from "protocol/error.rs",
    "tests/vectors.rs" from "protocol/vectors.rs",
};

impl Shape {
    pub(crate) fn files(self) -> impl Iterator<Item = &'static File> {
        let own = match self {
            Self::I2c => I2C,
            Self::Spi => SPI,
            Self::Pins => PINS,
            Self::Protocol => PROTOCOL,
        };
        COMMON.iter().chain(own)
    }

    /// Fills in what differs from shape to shape in common files.
    pub(crate) fn fill(self, template: &str) -> String {
        let crates = self.dependencies();
        let dependencies: String = crates
            .iter()
            .map(|(name, _)| match *name {
                "defmt" => "defmt = { workspace = true, optional = true }\n".to_owned(),
                name => format!("{name}.workspace = true\n"),
            })
            .collect();
        let defmt: String = crates
            .iter()
            .map(|(_, feature)| format!("    \"{feature}\",\n"))
            .collect();
        let dev = match self {
            Self::Protocol => "",
            _ => "embedded-hal-mock.workspace = true\n",
        };
        let unreleased = match self {
            Self::I2c => "Raw registers over I2C, blocking and async.",
            Self::Spi => "Raw frames over SPI, blocking and async.",
            Self::Pins => "Raw pin level.",
            Self::Protocol => "Session and codec, which knows no frame yet.",
        };
        template
            .replace("{{dependencies}}", &dependencies)
            .replace("[dev-dependencies]\n{{dev-dependencies}}\n", &section(dev))
            .replace("{{defmt}}", &defmt)
            .replace("{{unreleased}}", unreleased)
    }

    /// The crates it needs, with the feature of each that brings `defmt`.
    const fn dependencies(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::I2c => &[
                ("defmt", "dep:defmt"),
                ("device-driver", "device-driver/defmt"),
                ("embedded-hal", "embedded-hal/defmt-03"),
                ("embedded-hal-async", "embedded-hal-async/defmt-03"),
                ("hal-power", "hal-power/defmt"),
            ],
            Self::Spi => &[
                ("defmt", "dep:defmt"),
                ("embedded-hal", "embedded-hal/defmt-03"),
                ("embedded-hal-async", "embedded-hal-async/defmt-03"),
                ("hal-power", "hal-power/defmt"),
            ],
            Self::Pins => &[
                ("defmt", "dep:defmt"),
                ("embedded-hal", "embedded-hal/defmt-03"),
                ("hal-power", "hal-power/defmt"),
            ],
            Self::Protocol => &[("defmt", "dep:defmt"), ("hal-power", "hal-power/defmt")],
        }
    }

    /// What to do now, printed after the crate is made.
    pub(crate) const fn next_steps(self) -> &'static str {
        match self {
            Self::I2c => include_str!("../../templates/i2c/next.txt"),
            Self::Spi => include_str!("../../templates/spi/next.txt"),
            Self::Pins => include_str!("../../templates/pins/next.txt"),
            Self::Protocol => include_str!("../../templates/protocol/next.txt"),
        }
    }
}

fn section(dev: &str) -> String {
    if dev.is_empty() {
        String::new()
    } else {
        format!("[dev-dependencies]\n{dev}\n")
    }
}
