"""The library as it installs, in a folder that is not its prefix: what suites that stand outside the tree build
against. The build must be complete."""
import os
import re
import subprocess


def run(*command, **keywords):
    """Standard output of the command; an AssertionError with all that it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, **keywords)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def relocate(path, root):
    """Tells pkg-config where what a file describes really is."""
    with open(path, encoding="utf-8") as pc:
        text = pc.read()
    prefix = re.search(r"^prefix=(.*)$", text, re.M)[1]
    if not prefix.startswith(root):
        with open(path, "w", encoding="utf-8") as pc:
            pc.write(text.replace(f"prefix={prefix}", f"prefix={root}{prefix}", 1))


class Installed:
    """libraries, pkg_config: folders; program: the file; env: for those who build against it and run."""

    def __init__(self, build, root):
        run("meson", "install", "-C", build, "--no-rebuild", "--destdir", root)
        folders = {name: where for where, _, files in os.walk(root) for name in files}
        self.pkg_config = folders["pwpol.pc"]
        self.libraries = os.path.dirname(self.pkg_config)
        self.program = os.path.join(root, "usr", "local", "bin", "pwpol")
        for name in os.listdir(self.pkg_config):
            relocate(os.path.join(self.pkg_config, name), root)
        self.env = dict(os.environ, PKG_CONFIG_PATH=self.pkg_config, LD_LIBRARY_PATH=self.libraries,
                        PWPOL_LIBRARY=os.path.join(self.libraries, "libpwpol.so"))
