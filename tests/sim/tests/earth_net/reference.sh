#!/bin/sh
# Writes static.csv and transient.csv beside this script: a DC net, its insulation and its switched resistors, by ngspice.
# The network is in the netlists below and nowhere else; what reads the files has its own.
set -eu
here=$(dirname "$0")
version=$(ngspice --version | sed -n 's/.*\(ngspice-[0-9.+]*\).*/\1/p' | head -1)
options='.options reltol=1e-10 abstol=1e-18 vntol=1e-12 gmin=1e-18'

# value of a node in a log; numdgt sets the digits
value() { sed -n "s/^$1 = //p" "$2"; }

# voltage, insulation + and -, switched resistors + and - as they lie there (1e18 for an open switch)
static() {
    cat > "$work/net.cir" <<NETLIST
insulation, switches as they stand
V1 pos neg $1
Rip pos 0 $2
Rin neg 0 $3
Rdp pos 0 4e6
Rdn neg 0 4e6
Rsp pos 0 $4
Rsn neg 0 $5
$options
.control
set numdgt=12
op
print v(pos) v(neg)
quit
.endc
.end
NETLIST
    ngspice -b "$work/net.cir" > "$work/log" 2>&1
    printf '%s,%s' "$(value 'v(pos)' "$work/log")" "$(value 'v(neg)' "$work/log")"
}

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

{
    echo "# $version; switched 200 kOhm, dividers 4 MOhm"
    echo "volts,positive_ohms,negative_ohms,closed_positive+,closed_positive-,closed_negative+,closed_negative-,open+,open-,closed_both+,closed_both-"
    for volts in 90 350 550; do
        for ohms in 1e3 3e3 10e3 30e3 100e3 300e3 1e6 3e6 10e6; do
            for poles in "$ohms $ohms" "$ohms 10e6" "10e6 $ohms"; do
                positive=${poles% *} negative=${poles#* }
                printf '%s,%s,%s' "$volts" "$positive" "$negative"
                printf ',%s' "$(static $volts "$positive" "$negative" 200e3 1e18)"
                printf ',%s' "$(static $volts "$positive" "$negative" 1e18 200e3)"
                printf ',%s' "$(static $volts "$positive" "$negative" 1e18 1e18)"
                printf ',%s\n' "$(static $volts "$positive" "$negative" 200e3 200e3)"
            done
        done
    done
} > "$here/static.csv"

# The positive switch closes at 0.1 s and opens at 0.6 s, the negative one closes at 0.7 s; a path lies at a third of the string.
# Resistors and capacitors are such that nothing has settled when the next switch moves.
cat > "$work/net.cir" <<NETLIST
insulation, switches that move
V1 pos neg 400
V2 mid neg 133.333333333333333
Rip pos 0 5e6
Rin neg 0 2e6
Rim mid 0 3e6
Rdp pos 0 4e6
Rdn neg 0 4e6
Cp pos 0 1e-6
Cn neg 0 470e-9
Rsp pos p 200e3
Rsn neg n 200e3
Sp p 0 cp 0 contact
Sn n 0 cn 0 contact
.model contact sw(vt=0.5 vh=0 ron=1e-3 roff=1e15)
Vp cp 0 pwl(0 0 0.1 0 0.1000001 1 0.6 1 0.6000001 0)
Vn cn 0 pwl(0 0 0.7 0 0.7000001 1)
$options
.tran 1e-5 1.2 0 1e-5
.control
set numdgt=12
run
$(for ms in 50 150 200 300 500 599 650 699 750 850 1000 1150; do
    echo "meas tran p$ms find v(pos) at=${ms}e-3"
    echo "meas tran n$ms find v(neg) at=${ms}e-3"
done)
quit
.endc
.end
NETLIST
ngspice -b "$work/net.cir" > "$work/log" 2>&1
{
    echo "# $version; 400 V, the positive switch closed from 100 to 600 ms, the negative one from 700 ms"
    echo "millis,positive,negative"
    sed -n 's/^p\([0-9]*\) *= *\([-+.e0-9]*\).*/\1 \2/p' "$work/log" | while read -r ms positive; do
        negative=$(sed -n "s/^n$ms *= *\([-+.e0-9]*\).*/\1/p" "$work/log")
        echo "$ms,$positive,$negative"
    done
} > "$here/transient.csv"
