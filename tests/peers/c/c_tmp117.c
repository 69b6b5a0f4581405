/* Temperature of a TMP117 in millidegrees, no check but the bus's. */
#include "harness.h"

const uint32_t bench_part __attribute__((section(".harness.text.part"))) = 117;
uint32_t bench_state[1] __attribute__((section(".harness.bss.state")));
uint32_t bench_out[2] __attribute__((section(".harness.bss.out")));

struct reading {
    int error;
    int32_t temperature;
};

void bench_setup(void *state)
{
    (void)state;
}

void bench_read(void *state, void *out)
{
    struct reading *reading = out;
    uint8_t reg = 0x00, bytes[2];
    (void)state;
    reading->error = bus_xfer(0x48, &reg, bytes, LENGTHS(1, 2));
    if (reading->error)
        return;
    reading->temperature = ((int16_t)(bytes[0] << 8 | bytes[1]) * 125 + 8) >> 4;
}

__attribute__((section(".harness.text.report"))) void bench_report(void *out)
{
    const struct reading *reading = out;
    if (reading->error)
        return;
    harness_put('T', 'i', -3, (uint32_t)reading->temperature, (uint32_t)(reading->temperature >> 31));
}
