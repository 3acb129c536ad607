"""What the program pwpol prints."""
import json
import os
import subprocess


def printed(*arguments, given=b"", old=None):
    """Its JSON. old: what it reads as the current password."""
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    command, files = [os.environ["PWPOL_PROGRAM"], *arguments, "--json"], []
    if old is not None:
        reader, writer = os.pipe()
        os.write(writer, old.encode())
        os.close(writer)
        command.append(f"--old-fd={reader}")
        files = [reader]
    done = subprocess.run(command, input=given, capture_output=True, check=False, env=environment, pass_fds=files)
    for reader in files:
        os.close(reader)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def settings(case):
    return [f"--set={key}={value}" for key, value in case.get("keys", {}).items()]
