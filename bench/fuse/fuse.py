#!/usr/bin/env python3
"""Binary fuse filters of pyfusefilter (PyPI) on the entries of `bench-breach table N M FOLDER`: fuse.py N M."""
import hashlib
import resource
import statistics
import sys
import time

from pyfusefilter import Fuse8, Fuse16

ASKED, ROUNDS, MASK = 1 << 20, 5, 2**64 - 1


def mix(value):
    value = value + 0x9E3779B97F4A7C15 & MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
    return value ^ value >> 31


def key_of(number):
    return int.from_bytes(hashlib.sha1(b"pw%d" % number).digest()[:8], "big")


def median(numbers, filled):
    """Nanoseconds of processor time: SHA-1 and question, as of the others."""
    times = []
    for _ in range(ROUNDS):
        begun, found = time.process_time_ns(), 0
        for number in numbers:
            found += key_of(number) in filled
        times.append((time.process_time_ns() - begun) / len(numbers))
    return statistics.median(times), len(numbers) - found


def measure(name, kind, keys, negatives):
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    filled = kind(keys)
    built = time.monotonic() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    count = len(keys)
    present, missed = median([mix(i) % count for i in range(ASKED)], filled)
    absent, _ = median([count + mix(i) % count for i in range(ASKED)], filled)
    positives = sum(mix(i ^ MASK) in filled for i in range(negatives))
    print(f"{name:<24} {built:8.2f} s {memory:8.0f} MiB {8 * filled.size_in_bytes() / count:7.2f} bits {present:7.0f} ns "
          f"{absent:7.0f} ns {positives:9} {missed:6}", flush=True)


def main():
    count, negatives = int(sys.argv[1]), int(sys.argv[2])
    keys = [key_of(number) for number in range(count)]
    measure("pyfusefilter, 8 bits", Fuse8, keys, negatives)
    measure("pyfusefilter, 16 bits", Fuse16, keys, negatives)


if __name__ == "__main__":
    main()
