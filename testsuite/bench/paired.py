#!/usr/bin/env python3
"""bench.py [-n RUNS] [-w WARMUP] [-o OUT.jsonl] [-t LABEL] [-c CWD] SPEC
Round-robin whole-process timing of several commands (A B C A B C ...), so that drift of a shared machine hits all alike.
SPEC: a file (or -): lines 'name<TAB>command' (run by `sh -c exec`; stdout+stderr to /dev/null unless the command redirects).
Per run: wall, user, sys, peak RSS (wait4), and the CPU that *other* processes used meanwhile (from /proc/stat), as a share of
all cores.  Before each run waits (<= --quiet-wait s) for the machine to be quiet.  Medians over quiet runs (foreign < 8 %)
when there are at least 3 of them, else over all runs ('*' in the table).  Ratio = run's wall / first command's wall, in the same round.
"""
import sys, os, time, json, argparse, statistics as st, subprocess
ap = argparse.ArgumentParser()
ap.add_argument("-n", type=int, default=5); ap.add_argument("-w", type=int, default=1)
ap.add_argument("-o"); ap.add_argument("-t", default=""); ap.add_argument("-c", default=".")
ap.add_argument("--quiet-wait", type=float, default=float(os.environ.get("QUIET_WAIT", 15)));  ap.add_argument("--timeout", type=float, default=600)
ap.add_argument("spec")
a = ap.parse_args()
cmds = []
for l in (sys.stdin if a.spec == "-" else open(a.spec)):
    l = l.rstrip("\n")
    if l.strip() and not l.startswith("#"): cmds.append(l.split("\t", 1))
os.chdir(a.c)
NC = os.cpu_count(); HZ = os.sysconf("SC_CLK_TCK")
def busy():
    f = list(map(int, open("/proc/stat").readline().split()[1:]))
    return (sum(f[:8]) - f[3] - f[4]) / HZ
def quiet_wait():
    t0 = time.time()
    while time.time() - t0 < a.quiet_wait:
        b = busy(); time.sleep(.25)
        if busy() - b < .25 * NC * .10: return True
    return False
def run(cmd):
    dn = os.open(os.devnull, os.O_RDWR)
    quiet_wait()
    b0 = busy(); t0 = time.perf_counter()
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exec " + cmd if not cmd.startswith("!") else cmd[1:]], os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, dn, 0), (os.POSIX_SPAWN_DUP2, dn, 1), (os.POSIX_SPAWN_DUP2, dn, 2)])
    _, status, ru = os.wait4(pid, 0)
    w = time.perf_counter() - t0; own = ru.ru_utime + ru.ru_stime
    f = max(0.0, busy() - b0 - own) / (w * NC) if w > .1 else 0.0
    os.close(dn)
    return dict(wall=w, user=ru.ru_utime, sys=ru.ru_stime, rss=ru.ru_maxrss / 1024, foreign=f, rc=os.waitstatus_to_exitcode(status))
res = {n: [] for n, _ in cmds}
for i in range(a.w + a.n):
    for n, c in cmds:
        r = run(c)
        if i >= a.w: res[n].append(r)
def med(rs, k): return st.median(r[k] for r in rs)
base = cmds[0][0]
print(f"## {a.t}   ({a.n} rounds, medians; ratio = wall / {base})")
print(f"{'name':34s} {'wall s':>8s} {'min':>8s} {'user':>8s} {'sys':>7s} {'RSS MB':>8s} {'ratio':>7s} {'quiet':>6s} rc")
for n, c in cmds:
    rs = res[n]; q = [r for r in rs if r["foreign"] < .08]; u = q if len(q) >= 3 else rs
    ratio = st.median(r["wall"] / b["wall"] for r, b in zip(rs, res[base]))
    cpur = st.median((r["user"] + r["sys"]) / max(1e-9, b["user"] + b["sys"]) for r, b in zip(rs, res[base]))
    row = dict(label=a.t, name=n, cmd=c, n=len(rs), quiet=len(q), wall=med(u, "wall"), wmin=min(r["wall"] for r in rs), user=med(u, "user"), sys=med(u, "sys"),
               rss=med(u, "rss"), ratio=ratio, cpuratio=cpur, rc=sorted({r["rc"] for r in rs}), runs=rs)
    print(f"{n:34s} {row['wall']:8.3f} {row['wmin']:8.3f} {row['user']:8.3f} {row['sys']:7.3f} {row['rss']:8.1f} {ratio:7.2f} {len(q):3d}/{len(rs)}{' ' if u is q else '*'} {row['rc']}")
    if a.o: open(a.o, "a").write(json.dumps(row) + "\n")
sys.stdout.flush()
