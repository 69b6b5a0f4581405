/* Codes of voltage, current, power and temperature of an INA228, nothing else. */
#include "harness.h"

const uint32_t bench_part __attribute__((section(".harness.text.part"))) = 228;
uint32_t bench_state[1] __attribute__((section(".harness.bss.state")));
uint32_t bench_out[5] __attribute__((section(".harness.bss.out")));

struct codes {
    int error;
    int32_t bus, current;
    uint32_t power;
    int32_t temperature;
};

static int read24(uint8_t reg, uint32_t *value)
{
    uint8_t bytes[3];
    int error = bus_xfer(0x40, &reg, bytes, LENGTHS(1, 3));
    *value = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
    return error;
}

void bench_setup(void *state)
{
    (void)state;
}

void bench_read(void *state, void *out)
{
    struct codes *codes = out;
    uint32_t bus, current;
    uint8_t reg = 0x06, bytes[2];
    (void)state;
    codes->error = read24(0x05, &bus) || read24(0x07, &current) || read24(0x08, &codes->power)
        || bus_xfer(0x40, &reg, bytes, LENGTHS(1, 2));
    if (codes->error)
        return;
    codes->bus = (int32_t)(bus << 8) >> 12;
    codes->current = (int32_t)(current << 8) >> 12;
    codes->temperature = (int16_t)(bytes[0] << 8 | bytes[1]);
}

__attribute__((section(".harness.text.report"))) void bench_report(void *out)
{
    const struct codes *codes = out;
    if (codes->error)
        return;
    harness_put('v', 'i', 0, (uint32_t)codes->bus, 0);
    harness_put('i', 'i', 0, (uint32_t)codes->current, (uint32_t)(codes->current >> 31));
    harness_put('p', 'i', 0, codes->power, 0);
    harness_put('t', 'i', 0, (uint32_t)codes->temperature, 0);
}
