"""python -m pwpol: judges the password on standard input, or asked on the terminal without being shown.

usage: python -m pwpol [--policy FILE | --preset NAME] [--lang fr|en] [--json]

Exit codes: 0 accepted, 1 refused, 2 wrong usage, 3 failure. The program `pwpol check` does more.
"""
from __future__ import annotations

import argparse
import getpass
import sys
from typing import List, Optional

from . import Policy, PwpolError


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    line = sys.stdin.buffer.read(1 << 20)
    return line[:-1 if line.endswith(b"\n") else None].decode("utf-8", "surrogateescape")


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pwpol", description="Judge a password and say why.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--policy", metavar="FILE", help="policy file to judge by")
    which.add_argument("--preset", metavar="NAME", help="preset to judge by instead")
    parser.add_argument("--lang", choices=("fr", "en"), default="en", help="language of the texts")
    parser.add_argument("--json", action="store_true", help="write JSON")
    options = parser.parse_args(arguments)
    try:
        policy = Policy.load(options.policy) if options.policy else Policy.preset(options.preset)
        report = policy.check(_password().encode("utf-8", "surrogateescape"))
    except PwpolError as problem:
        print(problem.message(options.lang), file=sys.stderr)
        return 3
    if options.json:
        print(report.to_json(options.lang))
    else:
        verdicts = {"en": ("The password is refused.", "The password is accepted."),
                    "fr": ("Le mot de passe est refusé.", "Le mot de passe est accepté.")}
        print(verdicts[options.lang][report.accepted], *report.messages(options.lang), sep="\n")
    return 0 if report.accepted else 1


if __name__ == "__main__":
    sys.exit(main())
