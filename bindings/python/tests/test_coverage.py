"""The package covers the whole library, and the libraries of its stores."""
import glob
import os
import re
import subprocess

# Functions of the libraries that the package does not call, each with its reason.
EXCEPTIONS = {
    "pwpol_event_text": "an Event has fields, and its line of JSON",
    "pwpol_store_new": "a store written in Python would hold the interpreter's lock inside the library's",
    "pwpol_store_conformance": "it tries a store that is written in C; of those, both are opened here",
    "pwpol_store_load": "what throttles do with a store",
    "pwpol_store_swap": "what throttles do with a store",
    "pwpol_store_scan": "records are hashes, which only a throttle's key tells apart",
    "pwpol_policy_breach": "a Policy asks its own corpus; one made anew reads the file anew",
    "pwpol_hasher_engine": "who computes is the operator's to know: pwpol tune tells it",
    "pwpol_hasher_report": "who computes is the operator's to know: pwpol tune tells it",
    "pwpol_breach_contains_many": "a loop over seen(): an array of pointers to secrets saves nothing in Python",
}


def exported():
    libraries = glob.glob(os.path.join(os.path.dirname(os.environ["PWPOL_LIBRARY"]), "libpwpol*.so"))
    assert len(libraries) >= 4, "libpwpol and three libraries of stores"
    found = set()
    for library in libraries:
        names = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
        functions = {line.split()[-1].split("@")[0] for line in names.splitlines() if " T " in line}
        functions = {name for name in functions if name.startswith("pwpol_")}
        assert functions, library
        found |= functions
    return found


def called():
    folder = os.path.join(os.environ["PWPOL_SOURCE"], "bindings", "python", "src", "pwpol")
    found = set()
    for where, _, files in os.walk(folder):
        for name in files:
            if name.endswith(".py"):
                with open(os.path.join(where, name), encoding="utf-8") as source:
                    # Those of the stores by name, for the package is also built without them.
                    found |= set(re.findall(r"""(?:lib\.|_opened\([^)]*")(pwpol_\w+)""", source.read()))
    return found


def test_every_function_of_the_libraries_is_covered_or_excused():
    functions = exported()
    assert len(functions) > 50
    assert called() - functions <= {"pwpol_python_event"}
    assert sorted(functions - called()) == sorted(EXCEPTIONS)
