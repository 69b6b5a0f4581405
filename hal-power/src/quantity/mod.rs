//! Quantities as integers with one base unit each.

mod base;
mod define;
mod display;
mod products;

pub use base::Quantity;

define::quantity! {
    /// Electric potential difference in µV: ±2147 V, one cell to a 1500 V bus.
    Voltage(signed i32) in "µV", zero "0 V", displayed as [1_000_000 => "V", 1_000 => "mV", 1 => "µV"] {
        /// microvolts
        from_microvolts as_microvolts,
        /// millivolts
        from_millivolts as_millivolts 1_000,
        /// volts
        from_volts as_volts 1_000_000,
    }
}

define::quantity! {
    /// Voltage across a shunt in nV: ±2.147 V. At 10 µΩ a step of 78 nV is 7.8 mA; rounded to µV it would be 100 mA.
    ShuntVoltage(signed i32) in "nV", zero "0 µV", displayed as [1_000_000 => "mV", 1_000 => "µV", 1 => "nV"] {
        /// nanovolts
        from_nanovolts as_nanovolts,
        /// microvolts
        from_microvolts as_microvolts 1_000,
        /// millivolts
        from_millivolts as_millivolts 1_000_000,
    }
}

define::quantity! {
    /// Electric current in µA: ±2147 A.
    Current(signed i32) in "µA", zero "0 A", displayed as [1_000_000 => "A", 1_000 => "mA", 1 => "µA"] {
        /// microamperes
        from_microamps as_microamps,
        /// milliamperes
        from_milliamps as_milliamps 1_000,
        /// amperes
        from_amps as_amps 1_000_000,
    }
}

define::quantity! {
    /// Power in mW: ±2.147 MW.
    Power(signed i32) in "mW", zero "0 W", displayed as [1_000_000 => "kW", 1_000 => "W", 1 => "mW"] {
        /// milliwatts
        from_milliwatts as_milliwatts,
        /// watts
        from_watts as_watts 1_000,
        /// kilowatts
        from_kilowatts as_kilowatts 1_000_000,
    }
}

define::quantity! {
    /// Energy in mJ: ±2.5 TWh.
    Energy(signed i64) in "mJ", zero "0 J", displayed as [3_600_000_000 => "kWh", 3_600_000 => "Wh", 1_000 => "J", 1 => "mJ"] {
        /// millijoules
        from_millijoules as_millijoules,
        /// joules
        from_joules as_joules 1_000,
        /// watt-hours
        from_watt_hours as_watt_hours 3_600_000,
    }
}

define::quantity! {
    /// Reactive power in mvar: ±2.147 Mvar.
    ReactivePower(signed i32) in "mvar", zero "0 var", displayed as [1_000_000 => "kvar", 1_000 => "var", 1 => "mvar"] {
        /// millivolt-amperes reactive
        from_millivars as_millivars,
        /// volt-amperes reactive
        from_vars as_vars 1_000,
    }
}

define::quantity! {
    /// Apparent power in mVA: ±2.147 MVA.
    ApparentPower(signed i32) in "mVA", zero "0 VA", displayed as [1_000_000 => "kVA", 1_000 => "VA", 1 => "mVA"] {
        /// millivolt-amperes
        from_millivolt_amps as_millivolt_amps,
        /// volt-amperes
        from_volt_amps as_volt_amps 1_000,
    }
}

define::quantity! {
    /// Reactive energy in mvar·s: ±2.5 Tvarh.
    ReactiveEnergy(signed i64) in "mvars", zero "0 vars", displayed as [3_600_000_000 => "kvarh", 3_600_000 => "varh", 1_000 => "vars", 1 => "mvars"] {
        /// millivar-seconds
        from_millivar_seconds as_millivar_seconds,
        /// var-hours
        from_var_hours as_var_hours 3_600_000,
    }
}

define::quantity! {
    /// Apparent energy in mVA·s: ±2.5 TVAh.
    ApparentEnergy(signed i64) in "mVAs", zero "0 VAs", displayed as [3_600_000_000 => "kVAh", 3_600_000 => "VAh", 1_000 => "VAs", 1 => "mVAs"] {
        /// millivolt-ampere-seconds
        from_millivolt_amp_seconds as_millivolt_amp_seconds,
        /// volt-ampere-hours
        from_volt_amp_hours as_volt_amp_hours 3_600_000,
    }
}

define::quantity! {
    /// Electric charge in mC: ±2.5 TAh.
    Charge(signed i64) in "mC", zero "0 C", displayed as [3_600_000 => "Ah", 1_000 => "C", 1 => "mC"] {
        /// millicoulombs
        from_millicoulombs as_millicoulombs,
        /// coulombs
        from_coulombs as_coulombs 1_000,
        /// ampere-hours
        from_amp_hours as_amp_hours 3_600_000,
    }
}

define::quantity! {
    /// Resistance in µΩ: a 10 µΩ shunt to 18 TΩ of insulation.
    Resistance(unsigned u64) in "µΩ", zero "0 Ω", displayed as [
        1_000_000_000_000 => "MΩ", 1_000_000_000 => "kΩ", 1_000_000 => "Ω", 1_000 => "mΩ", 1 => "µΩ"
    ] {
        /// microohms
        from_microohms as_microohms,
        /// milliohms
        from_milliohms as_milliohms 1_000,
        /// ohms
        from_ohms as_ohms 1_000_000,
        /// kilohms
        from_kilohms as_kilohms 1_000_000_000,
    }
}

define::quantity! {
    /// Temperature in m°C: ±2.1 million °C.
    Temperature(signed i32) in "m°C", zero "0 °C", displayed as [1_000 => "°C"] {
        /// thousandths of a degree Celsius
        from_millicelsius as_millicelsius,
        /// degrees Celsius
        from_celsius as_celsius 1_000,
    }
}

define::quantity! {
    /// Frequency in mHz: to 4.29 MHz.
    Frequency(unsigned u32) in "mHz", zero "0 Hz", displayed as [1_000_000_000 => "MHz", 1_000_000 => "kHz", 1_000 => "Hz", 1 => "mHz"] {
        /// millihertz
        from_millihertz as_millihertz,
        /// hertz
        from_hertz as_hertz 1_000,
    }
}

define::quantity! {
    /// Ratio in parts per million: ±2147, as for a state of charge or a power factor.
    Ratio(signed i32) in "ppm", zero "0 %", displayed as [10_000 => "%"] {
        /// parts per million
        from_ppm as_ppm,
        /// per mille
        from_permille as_permille 1_000,
        /// percent
        from_percent as_percent 10_000,
    }
}
impl Ratio {
    /// The whole: 100 %.
    pub const ONE: Self = Self::from_percent(100);
}

#[cfg(test)]
mod tests;
