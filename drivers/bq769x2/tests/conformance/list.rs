//! The class suites, a line for each trait and bus.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            i2c_cells: hal_conformance::cells::suite::<crate::monitor::Monitor<crate::bench::I2c>>, ();
            i2c_temperatures: hal_conformance::cells::temperatures::<crate::monitor::Monitor<crate::bench::I2c>>, ();
            i2c_balancing: hal_conformance::cells::balancing::<crate::monitor::Monitor<crate::bench::I2c>>, ();
            i2c_protection: hal_conformance::cells::protection::<crate::monitor::Monitor<crate::bench::I2c>>, ();
            i2c_safety: hal_conformance::cells::safety::<crate::monitor::Monitor<crate::bench::I2c>>, ();
            i2c_crc_cells: hal_conformance::cells::suite::<crate::monitor::Monitor<crate::bench::I2cCrc>>, ();
            i2c_crc_temperatures: hal_conformance::cells::temperatures::<crate::monitor::Monitor<crate::bench::I2cCrc>>, ();
            i2c_crc_balancing: hal_conformance::cells::balancing::<crate::monitor::Monitor<crate::bench::I2cCrc>>, ();
            i2c_crc_protection: hal_conformance::cells::protection::<crate::monitor::Monitor<crate::bench::I2cCrc>>, ();
            i2c_crc_safety: hal_conformance::cells::safety::<crate::monitor::Monitor<crate::bench::I2cCrc>>, ();
            spi_cells: hal_conformance::cells::suite::<crate::monitor::Monitor<crate::bench::Spi>>, ();
            spi_temperatures: hal_conformance::cells::temperatures::<crate::monitor::Monitor<crate::bench::Spi>>, ();
            spi_balancing: hal_conformance::cells::balancing::<crate::monitor::Monitor<crate::bench::Spi>>, ();
            spi_protection: hal_conformance::cells::protection::<crate::monitor::Monitor<crate::bench::Spi>>, ();
            spi_safety: hal_conformance::cells::safety::<crate::monitor::Monitor<crate::bench::Spi>>, ();
            series_cells: hal_conformance::cells::suite::<crate::series::Pair>, ();
            series_balancing: hal_conformance::cells::balancing::<crate::series::Pair>, ();
        }
    };
}
pub(crate) use suites;

macro_rules! sensor_suites {
    ($each:ident) => {
        $each! {
            i2c_stack: hal_conformance::sensor::suite::<crate::sensors::Stack<crate::bench::I2c>>, ();
            i2c_current: hal_conformance::sensor::suite::<crate::sensors::Shunt<crate::bench::I2c>>, ();
            i2c_crc_stack: hal_conformance::sensor::suite::<crate::sensors::Stack<crate::bench::I2cCrc>>, ();
            i2c_crc_current: hal_conformance::sensor::suite::<crate::sensors::Shunt<crate::bench::I2cCrc>>, ();
            spi_stack: hal_conformance::sensor::suite::<crate::sensors::Stack<crate::bench::Spi>>, ();
            spi_current: hal_conformance::sensor::suite::<crate::sensors::Shunt<crate::bench::Spi>>, ();
        }
    };
}
pub(crate) use sensor_suites;
