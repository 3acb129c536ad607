#!/usr/bin/env python3
"""Starts a Redis or Valkey server, runs a program on it, and ends it.

usage: with_redis.py KIND PROGRAM ARGUMENT...     "URL" among the arguments is replaced by its address
  unix   over a Unix socket
  user   over TCP, as the user with no more rights than pwpol_store_redis(3) asks for
  tls    over TLS, with a certificate of the client
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificates(folder):
    """An authority, and what it signed for 127.0.0.1 and for a client."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority")
    for name in ("server", "client"):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}",
                "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-addext", "basicConstraints=CA:FALSE")


def rights():
    """The commands that the manual asks for."""
    with open(os.path.join(HERE, "..", "..", "docs", "man", "pwpol_store_redis.3"), encoding="utf-8") as page:
        line = re.search(r"^ACL SETUSER .*?\n\.Ed", page.read(), re.S | re.M).group(0)
    return re.findall(r"\+\w+", line)


def arrange(kind, folder):
    port = free_port()
    if kind == "unix":
        return [("port", "0"), ("unixsocket", f"{folder}/socket")], f"unix://{folder}/socket"
    if kind == "user":
        with open(f"{folder}/password", "w", encoding="utf-8") as file:
            file.write("pa ss%wörd\n")
        with open(f"{folder}/acl", "w", encoding="utf-8") as file:
            file.write("user default off\nuser pwpol on #" + sha256("pa ss%wörd") + " ~{pwpol}:* " + " ".join(rights()) +
                       "\n")
        return ([("port", str(port)), ("bind", "127.0.0.1"), ("aclfile", f"{folder}/acl")],
                f"redis://127.0.0.1:{port}/3?user=pwpol&password_file={folder}/password")
    certificates(folder)
    return ([("port", "0"), ("tls-port", str(port)), ("bind", "127.0.0.1"), ("tls-cert-file", f"{folder}/server.pem"),
             ("tls-key-file", f"{folder}/server.key"), ("tls-ca-cert-file", f"{folder}/ca.pem")],
            f"rediss://127.0.0.1:{port}?ca_file={folder}/ca.pem&certificate_file={folder}/client.pem"
            f"&key_file={folder}/client.key")


def sha256(text):
    import hashlib
    return hashlib.sha256(text.encode()).hexdigest()


def wait_for(settings):
    """Until somebody listens, 20 s at most."""
    settings = dict(settings)
    for _ in range(400):
        probe = socket.socket(socket.AF_UNIX if "unixsocket" in settings else socket.AF_INET)
        try:
            probe.connect(settings.get("unixsocket") or
                          ("127.0.0.1", int(settings.get("tls-port") or settings["port"])))
            return
        except OSError:
            time.sleep(0.05)
        finally:
            probe.close()
    sys.exit("Bail out! the server did not start")


def main():
    kind, command = sys.argv[1], sys.argv[2:]
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        sys.exit("Bail out! neither redis-server nor valkey-server is here; tools/test installs one")
    with tempfile.TemporaryDirectory() as folder:
        settings, url = arrange(kind, folder)
        # No time is judged here: a crowded machine may take its own.
        url += ("&" if "?" in url else "?") + "timeout_ms=60000&connect_timeout_ms=60000"
        settings += [("save", ""), ("dir", folder), ("logfile", f"{folder}/log")]
        arguments = [word for name, value in settings for word in ("--" + name, value)]
        process = subprocess.Popen([server, *arguments], stdout=subprocess.DEVNULL)
        try:
            wait_for(settings)
            return subprocess.run([url if word == "URL" else word for word in command], check=False).returncode
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
