#!/usr/bin/env python3
"""pwpol's Argon2 beside implementations of other languages, in turns, a process each.

usage: argon2_peers.py BENCH-ARGON2 [--rounds N]

BENCH-ARGON2 is the program bench-argon2. A peer that is not installed is named and left out:
  OpenSSL       Python's cryptography, 45 or later (its own OpenSSL 3.5)   pip install cryptography
  argon2-cffi   with the C code that it brings                             pip install argon2-cffi
  Go            golang.org/x/crypto/argon2                                 go, in the folder that GO_PEER names
  RustCrypto    the crate argon2, through @node-rs/argon2                  node, NODE_PATH to node_modules
"""
import os
import shutil
import statistics
import subprocess
import sys

COSTS = [(65536, 3, 1), (19456, 2, 1), (47104, 1, 1), (65536, 3, 4)]

PYTHON = """
import sys, time, os
{setup}
for line in sys.stdin:
    memory, passes, lanes = map(int, line.split())
    begin = time.perf_counter()
    {call}
    print((time.perf_counter() - begin) * 1000, flush=True)
"""
OPENSSL = PYTHON.format(setup="from cryptography.hazmat.primitives.kdf.argon2 import Argon2id",
                        call="Argon2id(salt=os.urandom(16), length=32, iterations=passes, lanes=lanes, "
                             "memory_cost=memory).derive(b'correct horse battery staple')")
CFFI = PYTHON.format(setup="import argon2",
                     call="argon2.low_level.hash_secret(b'correct horse battery staple', os.urandom(16), passes, memory, "
                          "lanes, 32, argon2.low_level.Type.ID)")
NODE = """
const { hashRawSync } = require('@node-rs/argon2');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [memoryCost, timeCost, parallelism] = line.split(' ').map(Number);
  const begin = process.hrtime.bigint();
  hashRawSync('correct horse battery staple', { memoryCost, timeCost, parallelism, algorithm: 2, outputLen: 32 });
  console.log(Number(process.hrtime.bigint() - begin) / 1e6);
});
"""
GO = """
package main

import (
	"crypto/rand"
	"fmt"
	"time"

	"golang.org/x/crypto/argon2"
)

func main() {
	var memory, passes, lanes uint32
	for {
		if n, _ := fmt.Scan(&memory, &passes, &lanes); n != 3 {
			return
		}
		salt := make([]byte, 16)
		rand.Read(salt)
		begin := time.Now()
		argon2.IDKey([]byte("correct horse battery staple"), salt, passes, memory, uint8(lanes), 32)
		fmt.Println(float64(time.Since(begin).Nanoseconds()) / 1e6)
	}
}
"""


def go_program():
    """Builds the Go peer in the folder GO_PEER, a module that requires golang.org/x/crypto."""
    folder = os.environ.get("GO_PEER")
    if not folder or not shutil.which("go"):
        return None
    with open(os.path.join(folder, "main.go"), "w", encoding="ascii") as file:
        file.write(GO)
    program = os.path.join(folder, "peer")
    return [program] if subprocess.run(["go", "build", "-o", program, "."], cwd=folder, check=False).returncode == 0 else None


class Peer:
    def __init__(self, name, command):
        self.name, self.process = name, None
        if command and shutil.which(command[0]):
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                            stderr=subprocess.DEVNULL)
            if self.time((19456, 2, 1)) is None:
                self.process = None
        if self.process is None:
            print(f"{name}: not installed, left out", file=sys.stderr)

    def time(self, cost):
        try:
            self.process.stdin.write("%d %d %d\n" % cost)
            self.process.stdin.flush()
            return float(self.process.stdout.readline())
        except (ValueError, BrokenPipeError):
            return None


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    bench, rounds = sys.argv[1], int(sys.argv[3]) if len(sys.argv) == 4 else 15
    peers = [Peer(name, [bench, "--serve", name]) for name in ("pwpol", "libsodium", "libargon2")]
    peers += [Peer("OpenSSL (cryptography)", [sys.executable, "-c", OPENSSL]), Peer("argon2-cffi", [sys.executable, "-c", CFFI]),
              Peer("Go x/crypto", go_program()), Peer("RustCrypto (@node-rs/argon2)", ["node", "-e", NODE])]
    peers = [peer for peer in peers if peer.process]
    for cost in COSTS:
        times = {peer.name: [] for peer in peers}
        for turn in range(rounds + 1):
            for place in range(len(peers)):
                peer = peers[(place + turn) % len(peers)]
                took = peer.time(cost)
                if turn > 0:
                    times[peer.name].append(took)
        ours = statistics.median(times["pwpol"])
        print("m=%d t=%d p=%d" % cost)
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"  {name:30} {median:8.2f} ms (min {min(taken):8.2f})  pwpol {median / ours:5.2f} times as fast", flush=True)


if __name__ == "__main__":
    main()
