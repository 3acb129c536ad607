#!/usr/bin/env python3
"""docs/accounts.md is made of pieces of the example that is compiled, and names every cause and event."""
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


manual, example, causes = (read(path) for path in sys.argv[1:4])
sources = "".join(read(path) for path in sys.argv[4:])
faults = []
pieces = re.findall(r"```c\n(.*?)```", manual, re.S)
if len(pieces) < 6:
    faults.append("there are too few examples to be all of them")
faults += [f"not a piece of the example:\n{piece}" for piece in pieces if piece not in example]
names = re.findall(r'^CAUSE\(\w+, "([^"]+)"\)', causes, re.M)
names += re.findall(r'"([a-z-]+\.[a-z-]+)"', sources)
if len(names) < 40:
    faults.append("there are too few names to be all of them")
faults += [f"not named: {name}" for name in sorted(set(names)) if f"`{name}`" not in manual]
sys.exit("\n".join(faults) or 0)
