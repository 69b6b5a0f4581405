//! The meters as tables: what each has, and where (`docs/parts/MODBUS_METERS.md`).

use hal_power::{ApparentPower, Current, Energy, Frequency, Power, Ratio, ReactivePower, Voltage};

use crate::{Function, register::Register};

mod sealed {
    pub trait Sealed {}
}

/// Active, reactive and relative power of one circuit.
#[derive(Debug, Clone, Copy)]
pub struct Powers {
    /// Active power.
    pub active: Register<Power>,
    /// Reactive power.
    pub reactive: Register<ReactivePower>,
    /// Power factor, behind the active power.
    pub factor: Register<Ratio>,
}

/// Sums of active energy, from the meter's view.
#[derive(Debug, Clone, Copy)]
pub struct Energies {
    /// Import.
    pub import: Register<Energy>,
    /// Export, behind the import.
    pub export: Register<Energy>,
    /// Whether everything between both is known to be readable.
    pub is_one_block: bool,
}

/// A meter of this crate.
pub trait Model: sealed::Sealed + core::fmt::Debug + 'static {
    /// Powers of the meter; of a meter with three phases their sums.
    const POWERS: Powers;
    /// Frequency.
    const FREQUENCY: Register<Frequency>;
    /// Energy.
    const ENERGIES: Energies;
    /// Average voltage of the phases, which a meter of one phase does not have.
    const AVERAGE: Option<Register<Voltage>> = None;
}

/// A meter of one phase.
pub trait SinglePhase: Model {
    /// Voltage.
    const VOLTAGE: Register<Voltage>;
    /// Current.
    const CURRENT: Register<Current>;
}

/// A meter that has apparent power. A DDSU666 has none, and does not claim it:
///
/// ```compile_fail,E0277
/// fn claims<M: modbus_meter::model::Apparent>() {}
/// claims::<modbus_meter::model::Sdm120>();
/// claims::<modbus_meter::model::Ddsu666>();
/// ```
pub trait Apparent: Model {
    /// Apparent power of the meter; of a meter with three phases its sum.
    const APPARENT: Register<ApparentPower>;
}

/// A meter of Eastron's.
pub trait Eastron: Model {
    /// How its values are read.
    const FUNCTION: Function = Function::Input;
    /// Serial number, a 32-bit integer in holding registers.
    const SERIAL: u16 = 0xFC00;
    /// Code of the model, one holding register.
    const CODE: u16 = 0xFC02;
}

/// Eastron SDM120.
#[derive(Debug)]
pub struct Sdm120;

impl sealed::Sealed for Sdm120 {}
impl Eastron for Sdm120 {}

impl Model for Sdm120 {
    const POWERS: Powers = Powers {
        active: Register::watts(0x000C),
        reactive: Register::vars(0x0018),
        factor: Register::ones(0x001E),
    };
    const FREQUENCY: Register<Frequency> = Register::hertz(0x0046);
    const ENERGIES: Energies = Energies {
        import: Register::kilowatt_hours(0x0048),
        export: Register::kilowatt_hours(0x004A),
        is_one_block: true,
    };
}

impl SinglePhase for Sdm120 {
    const VOLTAGE: Register<Voltage> = Register::volts(0x0000);
    const CURRENT: Register<Current> = Register::amps(0x0006);
}

impl Apparent for Sdm120 {
    const APPARENT: Register<ApparentPower> = Register::volt_amps(0x0012);
}

/// Eastron SDM630.
#[derive(Debug)]
pub struct Sdm630;

impl sealed::Sealed for Sdm630 {}
impl Eastron for Sdm630 {}

impl Model for Sdm630 {
    const POWERS: Powers = Powers {
        active: Register::watts(0x0034),
        reactive: Register::vars(0x003C),
        factor: Register::ones(0x003E),
    };
    const FREQUENCY: Register<Frequency> = Register::hertz(0x0046);
    const ENERGIES: Energies = Energies {
        import: Register::kilowatt_hours(0x0048),
        export: Register::kilowatt_hours(0x004A),
        is_one_block: true,
    };
    const AVERAGE: Option<Register<Voltage>> = Some(Register::volts(0x002A));
}

impl Apparent for Sdm630 {
    const APPARENT: Register<ApparentPower> = Register::volt_amps(0x0038);
}

/// A phase of an SDM630.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Phase {
    /// First.
    L1,
    /// Second.
    L2,
    /// Third.
    L3,
}

/// Registers of one phase of three.
#[derive(Debug, Clone, Copy)]
pub struct PhaseRegisters {
    /// Voltage to neutral.
    pub voltage: Register<Voltage>,
    /// Current.
    pub current: Register<Current>,
    /// Apparent power.
    pub apparent: Register<ApparentPower>,
    /// Other powers.
    pub powers: Powers,
    /// Energy.
    pub energies: Energies,
}

impl Phase {
    /// Returns the registers of an SDM630's phase.
    pub const fn registers(self) -> PhaseRegisters {
        match self {
            Self::L1 => Self::at(0),
            Self::L2 => Self::at(2),
            Self::L3 => Self::at(4),
        }
    }

    /// The phases of each quantity stand behind one another.
    const fn at(offset: u16) -> PhaseRegisters {
        PhaseRegisters {
            voltage: Register::volts(offset),
            current: Register::amps(0x0006 + offset),
            apparent: Register::volt_amps(0x0012 + offset),
            powers: Powers {
                active: Register::watts(0x000C + offset),
                reactive: Register::vars(0x0018 + offset),
                factor: Register::ones(0x001E + offset),
            },
            energies: Energies {
                import: Register::kilowatt_hours(0x015A + offset),
                export: Register::kilowatt_hours(0x0160 + offset),
                is_one_block: true,
            },
        }
    }
}

/// Chint DDSU666; the DDSU666-H has other registers.
#[derive(Debug)]
pub struct Ddsu666;

impl sealed::Sealed for Ddsu666 {}

impl Ddsu666 {
    /// Address of the meter, an integer.
    pub(crate) const ADDRESS: u16 = 0x0006;
}

impl Model for Ddsu666 {
    const POWERS: Powers = Powers {
        active: Register::kilowatts(0x2004),
        reactive: Register::kilovars(0x2006),
        factor: Register::ones(0x200A),
    };
    const FREQUENCY: Register<Frequency> = Register::hertz(0x200E);
    const ENERGIES: Energies = Energies {
        import: Register::kilowatt_hours(0x4000),
        export: Register::kilowatt_hours(0x400A),
        is_one_block: false,
    };
}

impl SinglePhase for Ddsu666 {
    const VOLTAGE: Register<Voltage> = Register::volts(0x2000);
    const CURRENT: Register<Current> = Register::amps(0x2002);
}
