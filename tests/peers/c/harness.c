/* Start-up, a model of the parts on the bus, and the report. None of it is counted. */
#include "harness.h"

extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[], harness_stack[];

/* Raw codes of what the parts measure. 24 V and -15 A over 2 mOhm; 48 V and -40 A over 1 mOhm; 36.5 degrees twice. */
enum {
    BUS_226 = 19200, SHUNT_226 = -12000,
    BUS_228 = 245760, SHUNT_228 = -128000, TEMPERATURE_228 = 4672,
    TEMPERATURE_117 = 4672
};

static struct {
    uint16_t written[256];
    uint8_t is_written[256];
    uint32_t pointer, transfers, bits, pending, wait;
    uint32_t current, power;
} model;

/* Read by the counters and printed. */
char harness_text[1024];
static uint32_t harness_length;

static uint32_t divide(uint32_t dividend, uint32_t divisor)
{
    uint32_t quotient = 0, rest = 0;
    for (int i = 31; i >= 0; i--) {
        rest = rest << 1 | (dividend >> i & 1);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1u << i;
        }
    }
    return quotient;
}

/* Works out current and power as the part does. */
static void convert(void)
{
    if (bench_part == 226) {
        uint32_t calibration = model.is_written[5] ? model.written[5] : 0;
        uint32_t current = (uint32_t)-SHUNT_226 * calibration >> 11;
        model.current = (uint32_t)-(int32_t)current & 0xFFFF;
        model.power = divide(current * BUS_226, 20000);
    } else if (bench_part == 228) {
        uint32_t calibration = model.is_written[2] ? model.written[2] : 0x1000;
        uint32_t current = divide((uint32_t)-SHUNT_228 << 12, calibration ? calibration : 1);
        model.current = ((uint32_t)-(int32_t)current & 0xFFFFF) << 4;
        model.power = current * (BUS_228 >> 8) >> 6;
    }
}

static void forget(void)
{
    for (int i = 0; i < 256; i++)
        model.is_written[i] = 0;
    convert();
}

/* Value and width of a register. */
static uint32_t look(uint32_t address, uint32_t *width)
{
    *width = 2;
    if (bench_part == 226) {
        switch (address) {
        case 0x01: return SHUNT_226 & 0xFFFF;
        case 0x02: return BUS_226;
        case 0x03: return model.power;
        case 0x04: return model.current;
        case 0x06: return (model.is_written[6] ? model.written[6] : 0) | 0x0008;
        case 0xFE: return 0x5449;
        case 0xFF: return 0x2260;
        }
        if (!model.is_written[address])
            return address == 0 ? 0x4127 : 0;
    } else if (bench_part == 117) {
        switch (address) {
        case 0x00: return TEMPERATURE_117;
        /* A result is there at once, and no flag of an alert. */
        case 0x01: return ((model.is_written[1] ? model.written[1] : 0x0220) & 0x0FFC) | 0x2000;
        case 0x0F: return 0x0117;
        }
        if (!model.is_written[address])
            return address == 2 ? 0x6000 : address == 3 ? 0x8000 : 0;
    } else {
        switch (address) {
        case 0x04: *width = 3; return (SHUNT_228 & 0xFFFFF) << 4;
        case 0x05: *width = 3; return BUS_228 << 4;
        case 0x06: return TEMPERATURE_228;
        case 0x07: *width = 3; return model.current;
        case 0x08: *width = 3; return model.power;
        case 0x09: case 0x0A: *width = 5; return 0;
        case 0x0B: return ((model.is_written[11] ? model.written[11] : 0) & 0xF000) | 0x0003;
        case 0x3E: return 0x5449;
        case 0x3F: return 0x2281;
        }
        if (!model.is_written[address])
            return address == 1 ? 0xFB68 : address == 2 ? 0x1000 : 0;
    }
    return model.written[address];
}

int bus_xfer(uint32_t address, const uint8_t *out, uint8_t *in, uint32_t lengths)
{
    uint32_t out_len = lengths >> 8, in_len = lengths & 0xFF;
    model.transfers++;
    /* START, address, bytes with their acknowledgements, STOP; a repeated START and the address again. */
    model.bits += 2 + 9 + 9 * (out_len + in_len) + (out_len && in_len ? 10 : 0);
    if (address != (bench_part == 117 ? 0x48 : 0x40))
        return 1;
    if (out_len)
        model.pointer = out[0];
    if (out_len >= 3) {
        uint16_t value = (uint16_t)(out[1] << 8 | out[2]);
        if (bench_part == 117 ? model.pointer == 1 && value & 0x0002 : model.pointer == 0 && value & 0x8000) {
            forget();
        } else {
            model.written[model.pointer] = value;
            model.is_written[model.pointer] = 1;
            convert();
        }
    }
    if (in_len) {
        uint32_t width, value = look(model.pointer, &width);
        for (uint32_t i = 0; i < in_len; i++)
            in[i] = i < width ? value >> (8 * (width > 4 && i < width - 4 ? 3 : width - 1 - i)) : 0xFF;
    }
    return 0;
}

int bus_ready(void)
{
    if (model.wait) {
        model.wait--;
        return 0;
    }
    model.wait = model.pending;
    return 1;
}

static void put(char c)
{
    if (harness_length < sizeof harness_text - 1)
        harness_text[harness_length++] = c;
}

static void hex(uint32_t value)
{
    for (int shift = 28; shift >= 0; shift -= 4) {
        uint32_t digit = value >> shift & 15;
        put((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
    }
}

void harness_put(char name, char form, int exponent, uint32_t low, uint32_t high)
{
    put('='); put(' '); put(name); put(' '); put(form); put(' ');
    hex((uint32_t)exponent); put(' ');
    hex(high); hex(low); put('\n');
}

void harness_figure(const char *name, uint32_t figure)
{
    while (*name)
        put(*name++);
    put(' '); hex(figure); put('\n');
}

/* The counters begin and end here. */
__attribute__((noinline)) void harness_begin(void) { __asm volatile(""); }
__attribute__((noinline)) void harness_end(void) { __asm volatile(""); }
__attribute__((noinline)) void harness_done(void) { __asm volatile(""); }

static void semihost(uint32_t operation, uint32_t argument)
{
    register uint32_t r0 __asm("r0") = operation;
    register uint32_t r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

/* Any fault; the report stays incomplete. */
static void stop(void)
{
    semihost(0x04, (uint32_t)"fault\n");
    semihost(0x18, 0x20023);
    for (;;);
}

void harness_reset(void)
{
    uint32_t *from = data_load;
    for (uint32_t *to = data_start; to < data_end;)
        *to++ = *from++;
    for (uint32_t *to = bss_start; to < bss_end;)
        *to++ = 0;
    for (uint32_t *to = (uint32_t *)0x20002000; to < (uint32_t *)0x20002800;)
        *to++ = 0;
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88 |= 0xF << 20;
    __asm volatile("dsb\n isb");
#endif
    static const uint8_t waits[] = {0, 1, 5};
    forget();
    bench_setup(bench_state);
#ifndef SETUP_ONLY
    /* The first reading may ask for more than those that follow. */
    bench_read(bench_state, bench_out);
    for (int i = 0; i < 3; i++) {
        model.transfers = model.bits = 0;
        model.pending = model.wait = waits[i];
        harness_begin();
        bench_read(bench_state, bench_out);
        harness_end();
    }
    harness_figure("transfers", model.transfers);
    harness_figure("bits", model.bits);
    bench_report(bench_out);
#else
    (void)waits;
    harness_begin();
    harness_end();
#endif
    harness_done();
    semihost(0x04, (uint32_t)harness_text);
    semihost(0x18, 0x20026);
    for (;;);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    harness_stack, harness_reset, stop, stop, stop, stop, stop, 0, 0, 0, 0, stop, stop, 0, stop, stop,
};
