#!/usr/bin/env python3
"""docs/accounts.md names every cause and event."""
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


manual, causes = (read(path) for path in sys.argv[1:3])
sources = "".join(read(path) for path in sys.argv[3:])
faults = []
names = re.findall(r'^CAUSE\(\w+, "([^"]+)"\)', causes, re.M)
names += re.findall(r'"([a-z-]+\.[a-z-]+)"', sources)
if len(names) < 40:
    faults.append("there are too few names to be all of them")
faults += [f"not named: {name}" for name in sorted(set(names)) if f"`{name}`" not in manual]
sys.exit("\n".join(faults) or 0)
