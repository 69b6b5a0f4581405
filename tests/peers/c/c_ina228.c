/* Voltage, current, power and temperature of an INA228 in integer units. */
#include "harness.h"

const uint32_t bench_part __attribute__((section(".harness.text.part"))) = 228;

struct meter {
    int32_t current_lsb;  /* microamperes per code, times 65536 */
    uint32_t power_lsb;   /* milliwatts per code, times 65536 */
};

struct readings {
    int error;
    int32_t microvolts, microamps, milliwatts, millicelsius;
};

uint32_t bench_state[sizeof(struct meter) / 4];
uint32_t bench_out[sizeof(struct readings) / 4] __attribute__((section(".harness.bss.out")));

static int read24(uint8_t reg, uint32_t *value)
{
    uint8_t bytes[3];
    int error = bus_xfer(0x40, &reg, bytes, LENGTHS(1, 3));
    *value = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
    return error;
}

void bench_setup(void *state)
{
    struct meter *meter = state;
    /* Over 1 mOhm. */
    meter->current_lsb = 20480000;
    meter->power_lsb = 65536;
}

void bench_read(void *state, void *out)
{
    const struct meter *meter = state;
    struct readings *readings = out;
    uint32_t bus, current, power;
    uint8_t reg = 0x06, bytes[2];
    readings->error = read24(0x05, &bus) || read24(0x07, &current) || read24(0x08, &power)
        || bus_xfer(0x40, &reg, bytes, LENGTHS(1, 2));
    if (readings->error)
        return;
    readings->microvolts = (int32_t)(((int64_t)((int32_t)(bus << 8) >> 12) * 3125) >> 4);
    readings->microamps = (int32_t)(((int64_t)((int32_t)(current << 8) >> 12) * meter->current_lsb) >> 16);
    readings->milliwatts = (int32_t)(((uint64_t)power * meter->power_lsb) >> 16);
    readings->millicelsius = ((int16_t)(bytes[0] << 8 | bytes[1]) * 125) >> 4;
}

__attribute__((section(".harness.text.report"))) void bench_report(void *out)
{
    const struct readings *readings = out;
    if (readings->error)
        return;
    harness_put('V', 'i', -6, (uint32_t)readings->microvolts, 0);
    harness_put('I', 'i', -6, (uint32_t)readings->microamps, (uint32_t)(readings->microamps >> 31));
    harness_put('P', 'i', -3, (uint32_t)readings->milliwatts, 0);
    harness_put('T', 'i', -3, (uint32_t)readings->millicelsius, 0);
}
