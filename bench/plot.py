#!/usr/bin/env python3
"""Draws what bench-hash wrote: time of a hash, and throughput and memory of a storm.

usage: bench-hash | plot.py > docs/hashing.svg      (Python's standard library only)
"""
import html
import json
import sys

WIDTH, LEFT, BAR, GAP, LABEL = 760, 230, 16, 5, 110
COLOURS = {True: "#1f5fa8", False: "#9aa4ad"}


def chart(title, rows, unit, top, limit=None):
    """Horizontal bars: rows of (label, value, is pwpol); a dashed line at limit. The SVG and where it ends."""
    room = WIDTH - LEFT - LABEL
    most = max([value for _, value, _ in rows] + ([limit] if limit else [])) or 1
    parts = [f'<text x="8" y="{top}" font-weight="bold">{html.escape(title)}</text>']
    y = top + 12
    for label, value, ours in rows:
        length = room * value / most
        parts.append(f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{html.escape(label)}</text>'
                     f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{COLOURS[ours]}"/>'
                     f'<text x="{LEFT + length + 6:.1f}" y="{y + 12}">{value:.4g} {unit}</text>')
        y += BAR + GAP
    if limit:
        x = LEFT + room * limit / most
        parts.append(f'<path d="M{x:.1f} {top + 8}V{y}" stroke="#b00020" stroke-dasharray="4 3"/>')
    return "\n".join(parts), y + 26


def picture(charts, height):
    """The whole file."""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
            f'font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(charts) + "\n</svg>")


def draw(figures):
    times = []
    for pair in figures["pairs"]:
        cost = f'{pair["memory_kib"] / 1024:.0f} MiB, t={pair["passes"]}, p={pair["lanes"]}'
        times += [("pwpol " + cost, pair["pwpol_ms"], True), (pair["peer"] + " " + cost, pair["peer_ms"], False)]
    names = [(f'{storm["name"]}, {storm["threads"]} threads', storm, storm["name"] == "pwpol")
             for storm in figures["storms"]]
    body, y = [], 22
    for title, rows, unit, limit in (
            ("Time of one hash (median)", times, "ms", None),
            ("Storm: hashes a second", [(n, s["hashes_per_second"], o) for n, s, o in names], "/s", None),
            ("Storm: resident memory at its peak, and the budget", [(n, s["rss_peak_mib"], o) for n, s, o in names],
             "MiB", figures["budget_mib"])):
        part, y = chart(title, rows, unit, y, limit)
        body.append(part)
    return picture(body, y)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    print(draw(json.load(sys.stdin)))
