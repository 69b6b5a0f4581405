/* What a case sees of the harness, and the harness of a case. */
#ifndef HARNESS_H
#define HARNESS_H
#include <stdint.h>

/*
 * Bus: writes, then reads with a repeated START where both lengths are given; 0 is success. The lengths share a word, as all
 * arguments are to be in registers, and never pass 255.
 */
#define LENGTHS(out, in) ((uint32_t)(out) << 8 | (uint32_t)(in))
int bus_xfer(uint32_t address, const uint8_t *out, uint8_t *in, uint32_t lengths);
/* Whether an asynchronous transfer has ended. */
int bus_ready(void);
/* Reports a value: its letter, 'i', 'f' or 's' (a float of 32 bits) for its form, the power of ten of its unit, its bits. */
void harness_put(char name, char form, int exponent, uint32_t low, uint32_t high);
/* Reports a figure by its name. */
void harness_figure(const char *name, uint32_t figure);

/* 226, 228 or 117: the part on the bus. */
extern const uint32_t bench_part;
/* State and answer of the case. */
extern uint32_t bench_state[], bench_out[];
/* Makes the driver and initialises it. */
void bench_setup(void *state);
/* The reading that is measured. */
void bench_read(void *state, void *out);
/* Calls `harness_put` for every value of the answer. */
void bench_report(void *out);
#endif
