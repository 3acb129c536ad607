"""README.md, and the programs that it shows."""
import os
import re

BINDING = os.path.join(os.path.dirname(__file__), "..")


def text():
    with open(os.path.join(BINDING, "README.md"), encoding="utf-8") as file:
        return file.read()


def shown(language):
    """Those in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text(), re.M | re.S)
