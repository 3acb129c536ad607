"""Makes the extension pwpol._pwpol from the headers of the installed library.

The declarations are those of <pwpol.h> itself, so that no function, structure or constant is written a second time:
the compiler's preprocessor takes off comments and conditions, and cffi reads what is left. cffi rather than a
hand-written extension because it lets go of the interpreter's lock around every call, and one wheel (abi3) serves
every version of Python.
"""
import os
import shlex
import subprocess
import sys
import tempfile

from cffi import FFI

STORES = ("pwpol-store-sqlite", "pwpol-store-redis")
HEADERS = {"pwpol-store-sqlite": "pwpol/store_sqlite.h", "pwpol-store-redis": "pwpol/store_redis.h"}


def pkg_config(*arguments: str) -> str:
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        sys.exit("pwpol: pkg-config is missing; it tells where the C library is installed.")
    if done.returncode != 0:
        sys.exit(f"pwpol: the C library pwpol is not installed, or PKG_CONFIG_PATH does not lead to it: {done.stderr}")
    return done.stdout


def has(package: str) -> bool:
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), "--exists", package]
    return subprocess.run(command, check=False).returncode == 0


def declarations(headers: "list[str]", flags: "list[str]") -> str:
    """The headers without comments, conditions and what they include of the system."""
    with tempfile.TemporaryDirectory() as folder:
        for system in ("stddef.h", "stdint.h", "stdbool.h"):
            open(os.path.join(folder, system), "w", encoding="ascii").close()
        source = "".join(f"#include <{header}>\n" for header in headers)
        command = [*shlex.split(os.environ.get("CC", "cc")), "-E", "-P", "-nostdinc", "-U__GNUC__", "-I", folder,
                   *flags, "-x", "c", "-"]
        done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"pwpol: the headers cannot be read: {done.stderr}")
    return done.stdout


packages = ["pwpol", *filter(has, STORES)]
headers = ["pwpol.h", *(HEADERS[package] for package in packages[1:])]
compile_flags = shlex.split(pkg_config("--cflags", *packages))
link_flags = shlex.split(pkg_config("--libs", *packages))
# Not only -I: pkg-config leaves the system's folders out, and -nostdinc forgets them.
include = pkg_config("--variable=includedir", "pwpol").strip()

ffi = FFI()
ffi.cdef(declarations(headers, [*compile_flags, "-I", include]))
ffi.cdef('extern "Python" void pwpol_python_event(void *context, const pwpol_event *event);')
ffi.set_source("pwpol._pwpol", "".join(f"#include <{header}>\n" for header in headers),
               extra_compile_args=compile_flags, extra_link_args=link_flags)

if __name__ == "__main__":
    ffi.compile(verbose=True)
