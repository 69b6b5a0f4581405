/*
 * Counts executed instructions between two addresses, in one range of code, for QEMU's translator.
 *
 * Debian ships no header for plugins; what is used of the interface, version 1, is declared here.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef struct qemu_info_t qemu_info_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

typedef void (*translation_callback)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*execution_callback)(unsigned int, void *);
typedef void (*exit_callback)(qemu_plugin_id_t, void *);

extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, translation_callback);
extern void qemu_plugin_register_vcpu_insn_exec_cb(
    struct qemu_plugin_insn *, execution_callback, enum qemu_plugin_cb_flags, void *);
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, exit_callback, void *);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
extern void qemu_plugin_outs(const char *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static uint64_t begin, end, low, high;
static uint64_t counted[16];
static size_t windows;
static bool is_open;

static void executed(unsigned int core, void *address)
{
    uint64_t at = (uintptr_t)address;
    (void)core;
    if (at == begin) {
        is_open = true;
    } else if (at == end && is_open) {
        is_open = false;
        if (windows + 1 < sizeof counted / sizeof *counted)
            windows++;
    } else if (is_open && at >= low && at < high) {
        counted[windows]++;
    }
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);
        void *address = (void *)(uintptr_t)qemu_plugin_insn_vaddr(insn);
        qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, QEMU_PLUGIN_CB_NO_REGS, address);
    }
}

static void ended(qemu_plugin_id_t id, void *nothing)
{
    char line[64];
    (void)id;
    (void)nothing;
    for (size_t i = 0; i < windows; i++) {
        snprintf(line, sizeof line, "counted %" PRIu64 "\n", counted[i]);
        qemu_plugin_outs(line);
    }
}

__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    static const struct { const char *name; uint64_t *value; } options[] = {
        {"begin=", &begin}, {"end=", &end}, {"low=", &low}, {"high=", &high},
    };
    (void)info;
    for (int i = 0; i < argc; i++)
        for (size_t j = 0; j < sizeof options / sizeof *options; j++)
            if (strncmp(argv[i], options[j].name, strlen(options[j].name)) == 0)
                *options[j].value = strtoull(strchr(argv[i], '=') + 1, NULL, 0);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
