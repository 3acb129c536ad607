#!/usr/bin/env python3
"""Makes C of the cases that C, Python, Go and the program run alike.

usage: generate.py check.json hash.json throttle.json > cases.inc
"""
import json
import sys


def literal(data):
    """A C string of any bytes; each byte apart, so that no escape runs into the next."""
    return "".join(f'"\\x{byte:02x}"' for byte in data) or '""'


def text(value):
    return "NULL" if value is None else literal(value.encode())


def settings(case):
    pairs = [part for key, value in case.get("keys", {}).items() for part in (key, value)]
    return "{ " + ", ".join([text(part) for part in pairs] + ["NULL"]) + " }"


def candidate(case):
    return bytes.fromhex(case["candidate_hex"]) if "candidate_hex" in case else case["candidate"].encode()


check, hashes, throttle = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
print("static const struct check_case check_cases[] = {")
for case in check:
    context = case.get("context", {})
    findings = "{ " + ", ".join([text(name) for name in case["findings"]] + ["NULL"]) + " }"
    print(f'    {{ {text(case["name"])}, {text(case.get("preset"))}, {settings(case)}, {literal(candidate(case))}, '
          f'{len(candidate(case))}, {text(context.get("login"))}, {text(context.get("site"))}, '
          f'{text(context.get("birth_date"))}, {text(context.get("old_password"))}, '
          f'{str(case["accepted"]).lower()}, {findings} }},')
print("};\nstatic const struct hash_case hash_cases[] = {")
for case in hashes:
    verdict = "PWPOL_" + case["verdict"].upper().replace("-", "_")
    print(f'    {{ {text(case["name"])}, {settings(case)}, {text(case["stored"])}, {text(case["password"])}, {verdict}, '
          f'{text(case["scheme"])}, {str(case["needs_rehash"]).lower()} }},')
print("};\nstatic const struct throttle_case throttle_cases[] = {")
for case in throttle:
    print(f'    {{ {text(case["name"])}, {settings(case)}, {len(case["steps"])}, {{')
    for step in case["steps"]:
        ends = {"failure": "FAILURE", "success": "SUCCESS", "release": "RELEASE", None: "NONE"}
        print(f'        {{ INT64_C({step["at"]}), {text(step.get("account", "camille"))}, {text(step.get("source"))}, '
              f'{text(step["password"])}, {str(step.get("challenge_passed", False)).lower()}, '
              f'PWPOL_{step["decision"].upper()}, {ends[step.get("end")]} }},')
    print("    } },")
print("};")
