#!/usr/bin/env python3
"""Draws what bench-argon2 wrote: the time of a hash, kernel by kernel, and where the time of a block goes.

usage: bench-argon2 | argon2_plot.py > docs/argon2-engine.svg      (Python's standard library only)
"""
import json
import sys

from plot import chart, picture


def draw(figures):
    body, y = [], 22
    for cost in figures["costs"]:
        title = f'{cost["memory_kib"] / 1024:.0f} MiB, t={cost["passes"]}, p={cost["lanes"]}: time of one hash (median)'
        rows = [(("pwpol, " if row["ours"] else "") + row["name"], row["median_ms"], row["ours"]) for row in cost["times"]]
        part, y = chart(title, sorted(rows, key=lambda row: row[1]), "ms", y)
        body.append(part)
    rows = [(f'{floor["name"]}: compression alone', floor["ns_a_block"], True) for floor in figures["floors"]]
    rows += [("reading 3 KiB in sequence", 3 * figures["stream_ns_a_kib"], False),
             ("one random access", figures["latency_ns"], False)]
    first = figures["costs"][0]
    rows += [(f'{row["name"]}: whole hash', row["ns_a_block"], row["ours"]) for row in first["times"]]
    part, y = chart("Nanoseconds a block of 1 KiB (whole hash: the first cost above)", rows, "ns", y)
    body.append(part)
    return picture(body, y)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    print(draw(json.load(sys.stdin)))
