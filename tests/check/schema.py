#!/usr/bin/env python3
"""Holds reports against docs/report.schema.json.

usage: schema.py SCHEMA PROGRAM RULES     (RULES is src/check/rules.def)
"""
import json
import re
import subprocess
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(77)

schema = json.load(open(sys.argv[1], encoding="utf-8"))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
samples = subprocess.run([sys.argv[2]], capture_output=True, check=True).stdout.split(b"\0")[:-1]
assert len(samples) > 100, len(samples)
found = set()
for sample in samples:
    report = json.loads(sample.decode("utf-8"))
    validator.validate(report)
    found |= {finding["name"] for finding in report["findings"]}

# The schema names every finding of the table, and the samples show most of them.
table = re.findall(r'^RULE\(\w+, "([^"]+)"', open(sys.argv[3], encoding="utf-8").read(), re.M)
named = schema["$defs"]["finding"]["properties"]["name"]["enum"]
assert sorted(named) == sorted(table), set(named) ^ set(table)
assert len(found) >= 12, found

# What a schema forgets to forbid is found by breaking a report.
report = json.loads(samples[3])
for break_it in (
    lambda r: r.pop("accepted"),
    lambda r: r.update(candidate="motdepasse"),
    lambda r: r["findings"][0].pop("message"),
    lambda r: r["findings"][0].update(severity="fatal"),
    lambda r: r["findings"][0].update(name="dictionnaire"),
    lambda r: r["numbers"].update(words="two"),
):
    broken = json.loads(json.dumps(report))
    break_it(broken)
    assert not validator.is_valid(broken), broken
