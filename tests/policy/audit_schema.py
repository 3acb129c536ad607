#!/usr/bin/env python3
"""Every audit is what docs/audit.schema.json says. Arguments: SCHEMA PROGRAM PRESETS_FOLDER"""
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP no python3-jsonschema")
    sys.exit(0)

schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
presets = sorted(path.stem for path in pathlib.Path(sys.argv[3]).glob("*.ini"))
cases = [(preset, language) for preset in presets for language in ("fr", "en")]
print(f"1..{len(cases)}")
for number, (preset, language) in enumerate(cases, 1):
    audit = json.loads(subprocess.check_output([sys.argv[2], preset, language]))
    errors = [error.message for error in validator.iter_errors(audit)]
    print("not ok" if errors else "ok", number, preset, language, *errors[:1])
