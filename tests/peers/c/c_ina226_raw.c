/* Codes of voltage, current and power of an INA226, nothing else. */
#include "harness.h"

const uint32_t bench_part __attribute__((section(".harness.text.part"))) = 226;
uint32_t bench_state[1] __attribute__((section(".harness.bss.state")));
uint32_t bench_out[4] __attribute__((section(".harness.bss.out")));

struct codes {
    int error;
    uint16_t bus;
    int16_t current;
    uint16_t power;
};

static int read16(uint8_t reg, uint16_t *value)
{
    uint8_t bytes[2];
    int error = bus_xfer(0x40, &reg, bytes, LENGTHS(1, 2));
    *value = (uint16_t)(bytes[0] << 8 | bytes[1]);
    return error;
}

void bench_setup(void *state)
{
    static const uint8_t calibration[] = {0x05, 0x08, 0x00};
    (void)state;
    bus_xfer(0x40, calibration, 0, LENGTHS(sizeof calibration, 0));
}

void bench_read(void *state, void *out)
{
    struct codes *codes = out;
    (void)state;
    codes->error = read16(0x02, &codes->bus)
        || read16(0x04, (uint16_t *)&codes->current)
        || read16(0x03, &codes->power);
}

__attribute__((section(".harness.text.report"))) void bench_report(void *out)
{
    const struct codes *codes = out;
    if (codes->error)
        return;
    harness_put('v', 'i', 0, codes->bus, 0);
    harness_put('i', 'i', 0, (uint32_t)codes->current, (uint32_t)(codes->current >> 15));
    harness_put('p', 'i', 0, codes->power, 0);
}
