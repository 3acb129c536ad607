"""The programs that README.md shows."""
import os
import re

BINDING = os.path.join(os.path.dirname(__file__), "..")


def shown(language):
    """Those in one language, in order."""
    with open(os.path.join(BINDING, "README.md"), encoding="utf-8") as file:
        return re.findall(rf"^```{language}\n(.*?)^```", file.read(), re.M | re.S)
