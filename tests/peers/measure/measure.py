"""Runs firmware in two emulators and prints what it costs, one JSON object a line.

Usage: measure.py PLUGIN MACHINE ELF...
"""

import json
import struct
import subprocess
import sys

from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_ARM, UC_HOOK_CODE, UC_MODE_MCLASS, UC_MODE_THUMB, Uc
from unicorn import arm_const as arm

CPUS = {"mps2-an386": arm.UC_CPU_ARM_CORTEX_M4, "microbit": arm.UC_CPU_ARM_CORTEX_M0}
RUST_PANICS = ("panicking", "panic_fmt", "unwrap_failed", "expect_failed")


class Firmware:
    """An ELF: its sections, symbols and bytes."""

    def __init__(self, path):
        with open(path, "rb") as file:
            elf = ELFFile(file)
            self.sizes = {s.name: s["sh_size"] for s in elf.iter_sections()}
            text = elf.get_section_by_name(".text")
            self.low = text["sh_addr"]
            self.high = self.low + text["sh_size"]
            table = elf.get_section_by_name(".symtab")
            self.symbols = {s.name: s["st_value"] & ~1 for s in table.iter_symbols() if s.name}
            self.functions = sorted(
                (s["st_value"] & ~1, s["st_size"], s.name)
                for s in table.iter_symbols()
                if s["st_info"]["type"] == "STT_FUNC" and self.low <= s["st_value"] < self.high
            )
            self.loads = [(s["p_paddr"], s.data()) for s in elf.iter_segments("PT_LOAD")]

    def flash(self):
        return sum(self.sizes.get(name, 0) for name in (".text", ".rodata", ".data"))

    def ram(self):
        return sum(self.sizes.get(name, 0) for name in (".data", ".bss"))

    def panics(self):
        return any(word in name for name in self.symbols for word in RUST_PANICS)

    def function(self, address):
        for start, size, name in self.functions:
            if start <= address < start + max(size, 2):
                return name
        return "?"


def is_wide(halfword):
    """Whether an instruction has 32 bits."""
    return halfword >> 11 in (0b11101, 0b11110, 0b11111)


class Unicorn:
    """Counts what is executed in the measured code while a window is open.

    An instruction of an IT block that fails its condition is not reported to the hook, though it takes an issue slot. So the
    instructions of a block are counted with its IT, and not when they are reported.
    """

    def __init__(self, firmware, machine):
        self.firmware = firmware
        self.counts, self.stacks, self.where = [], [], {}
        self.is_open = False
        self.conditional = set()
        emulator = self.emulator = Uc(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS)
        emulator.ctl_set_cpu_model(CPUS[machine])
        emulator.mem_map(0, 0x40000)
        emulator.mem_map(0x20000000, 0x4000)
        for address, data in firmware.loads:
            emulator.mem_write(address, data)
        if machine == "mps2-an386":
            emulator.mem_map(0xE000E000, 0x1000)
        emulator.hook_add(UC_HOOK_CODE, self.executed)

    def run(self):
        stack, start = struct.unpack("<II", self.emulator.mem_read(0, 8))
        self.emulator.reg_write(arm.UC_ARM_REG_SP, stack)
        self.emulator.emu_start(start | 1, 0xFFFFFFFE, count=2_000_000)
        at = self.firmware.symbols["harness_text"]
        return bytes(self.emulator.mem_read(at, 1024)).split(b"\0")[0].decode()

    def executed(self, emulator, address, size, _):
        symbols = self.firmware.symbols
        if address == symbols["harness_done"]:
            emulator.emu_stop()
        elif address == symbols["harness_begin"]:
            self.is_open = True
            self.counts.append(0)
            self.stacks.append((None, None))
            self.where = {}
        elif address == symbols["harness_end"]:
            self.is_open = False
        elif self.is_open:
            inside = self.firmware.low <= address < self.firmware.high
            if inside:
                self.count(emulator, address)
            if inside or address in (symbols["bus_xfer"], symbols["bus_ready"]):
                self.watch(emulator.reg_read(arm.UC_ARM_REG_SP))

    def watch(self, pointer):
        top, lowest = self.stacks[-1]
        if top is None:
            top = lowest = pointer
        self.stacks[-1] = (top, min(lowest, pointer))

    def count(self, emulator, address):
        if address in self.conditional:
            return
        (halfword,) = struct.unpack("<H", emulator.mem_read(address, 2))
        counted = 1
        if halfword & 0xFF00 == 0xBF00 and halfword & 0xF:
            length = 4 - ((halfword & 0xF & -(halfword & 0xF)).bit_length() - 1)
            at = address + 2
            for _ in range(length):
                self.conditional.add(at)
                (follower,) = struct.unpack("<H", emulator.mem_read(at, 2))
                at += 4 if is_wide(follower) else 2
            counted += length
        self.counts[-1] += counted
        name = self.firmware.function(address)
        self.where[name] = self.where.get(name, 0) + counted


def qemu(path, firmware, plugin, machine):
    """Counts by the plugin, and the text that the firmware printed."""
    symbols = firmware.symbols
    options = {
        "begin": symbols["harness_begin"],
        "end": symbols["harness_end"],
        "low": firmware.low,
        "high": firmware.high,
    }
    arguments = ",".join([plugin] + [f"{name}={value}" for name, value in options.items()])
    command = ["qemu-system-arm", "-M", machine, "-nographic", "-monitor", "none", "-serial", "none"]
    command += ["-semihosting-config", "enable=on,target=native", "-kernel", path]
    command += ["-plugin", arguments, "-d", "plugin"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    counts = [int(line.split()[1]) for line in lines if line.startswith("counted ")]
    text = "".join(line + "\n" for line in lines if not line.startswith("counted "))
    return counts, text


def values(text):
    """What the firmware reported: figures by name, values by letter."""
    figures, results = {}, {}
    for line in text.splitlines():
        words = line.split()
        if words[0] != "=":
            figures[words[0]] = int(words[1], 16)
            continue
        _, name, form, exponent, bits = words
        (exponent,) = struct.unpack(">i", bytes.fromhex(exponent))
        (number,) = struct.unpack({"i": ">q", "f": ">d", "s": ">4xf"}[form], bytes.fromhex(bits))
        results[name] = number * 10.0**exponent
    return figures, results


def measure(path, plugin, machine):
    firmware = Firmware(path)
    unicorn = Unicorn(firmware, machine)
    text = unicorn.run()
    counts, printed = qemu(path, firmware, plugin, machine)
    if text != printed:
        sys.exit(f"{path}: the emulators disagree:\n{text}\n{printed}")
    figures, results = values(text)
    return {
        "name": path.rsplit("/", 1)[-1],
        "flash": firmware.flash(),
        "ram": firmware.ram(),
        "panics": firmware.panics(),
        "unicorn": unicorn.counts,
        "qemu": counts,
        "stack": max(top - lowest if top else 0 for top, lowest in unicorn.stacks),
        "figures": figures,
        "values": results,
        "where": unicorn.where,
    }


if __name__ == "__main__":
    for elf in sys.argv[3:]:
        print(json.dumps(measure(elf, sys.argv[1], sys.argv[2])), flush=True)
