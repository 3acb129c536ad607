#!/usr/bin/env python3
"""The table of docs/architecture.md is what the sources include: every room has its floor and its suite, and no room
includes a header of its own floor or of one above.

usage: rooms.py SOURCE_DIR
"""
import glob
import os
import re
import sys

source = sys.argv[1]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def folders(of):
    return {name for name in os.listdir(os.path.join(source, of)) if os.path.isdir(os.path.join(source, of, name))}


floors = {room: int(floor) for floor, room in
          re.findall(r"^\| (\d) \| `src/(\w+)/`", read(os.path.join(source, "docs", "architecture.md")), re.M)}
faults = [f"src/{room}/ is in the table, or in the tree, but not in both" for room in folders("src") ^ set(floors)]
faults += [f"src/{room}/ has no suite in tests/{room}/" for room in set(floors) - folders("tests")]
for path in glob.glob(os.path.join(source, "src", "*", "*.[ch]")):
    room = os.path.basename(os.path.dirname(path))
    for other in re.findall(r'^#include "(\w+)/', read(path), re.M):
        if other in floors and room in floors and other != room and floors[other] >= floors[room]:
            faults.append(f"{os.path.relpath(path, source)} includes a header of src/{other}/, which is not below")
sys.exit("\n".join(sorted(faults)) or 0)
