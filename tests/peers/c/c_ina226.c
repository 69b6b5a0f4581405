/* Voltage, current and power of an INA226 in integer units. */
#include "harness.h"

const uint32_t bench_part __attribute__((section(".harness.text.part"))) = 226;

struct meter {
    int32_t current_lsb; /* microamperes per code */
    uint32_t power_lsb;  /* milliwatts per code, times 65536 */
};

struct readings {
    int error;
    int32_t microvolts, microamps, milliwatts;
};

uint32_t bench_state[sizeof(struct meter) / 4];
uint32_t bench_out[sizeof(struct readings) / 4] __attribute__((section(".harness.bss.out")));

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
    struct meter *meter = state;
    bus_xfer(0x40, calibration, 0, LENGTHS(sizeof calibration, 0));
    /* Over 2 mOhm. */
    meter->current_lsb = 1250;
    meter->power_lsb = 2048000;
}

void bench_read(void *state, void *out)
{
    const struct meter *meter = state;
    struct readings *readings = out;
    uint16_t bus, current, power;
    readings->error = read16(0x02, &bus) || read16(0x04, &current) || read16(0x03, &power);
    if (readings->error)
        return;
    readings->microvolts = bus * 1250;
    readings->microamps = (int16_t)current * meter->current_lsb;
    readings->milliwatts = (int32_t)(((uint64_t)power * meter->power_lsb) >> 16);
}

__attribute__((section(".harness.text.report"))) void bench_report(void *out)
{
    const struct readings *readings = out;
    if (readings->error)
        return;
    harness_put('V', 'i', -6, (uint32_t)readings->microvolts, 0);
    harness_put('I', 'i', -6, (uint32_t)readings->microamps, (uint32_t)(readings->microamps >> 31));
    harness_put('P', 'i', -3, (uint32_t)readings->milliwatts, 0);
}
