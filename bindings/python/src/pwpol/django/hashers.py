"""PASSWORD_HASHERS: credentials of pwpol in Django's table, as "pwpol$argon2id$v=19$..."."""
from __future__ import annotations

import threading
from typing import Any, Dict, Optional

from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

from .. import hasher as credentials
from ..errors import Busy, InternalError, OutOfMemory, PwpolError
from .._pwpol import lib
from .policies import policy_from

_shared: Optional[credentials.Hasher] = None
_lock = threading.Lock()


def _hasher() -> credentials.Hasher:
    """One for the process: its budget of memory bounds all requests together."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = credentials.Hasher(policy_from())
        return _shared


def reset() -> None:
    """Has the next request read the settings anew; for tests."""
    global _shared
    with _lock:
        _shared = None


class PasswordHasher(BasePasswordHasher):
    """Argon2id at the cost of the policy that the settings name, within its budget of memory. A lack of memory or a
    queue that is too long is an exception, never a wrong password. Django's salt is not used: pwpol draws its own."""

    algorithm = "pwpol"

    def encode(self, password: str, salt: str) -> str:
        return self.algorithm + _hasher().hash(password)

    def verify(self, password: str, encoded: str) -> bool:
        verified = _hasher().verify(self._stored(encoded), password)
        failures: Dict[str, PwpolError] = {"busy": Busy(lib.PWPOL_ERR_BUSY),
                                           "no-memory": OutOfMemory(lib.PWPOL_ERR_NO_MEMORY),
                                           "failed": InternalError(lib.PWPOL_ERR_INTERNAL)}
        if verified.verdict in failures:
            raise failures[verified.verdict]
        return bool(verified)

    def _stored(self, encoded: str) -> str:
        algorithm, separator, rest = encoded.partition("$")
        if algorithm != self.algorithm:
            raise ValueError("this hash is another hasher's")
        return separator + rest

    def must_update(self, encoded: str) -> bool:
        return _hasher().needs_rehash(self._stored(encoded))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """A hash of a lower cost takes no less time to be found wrong: one of today's cost is computed besides."""
        _hasher().verify_absent(password)

    def decode(self, encoded: str) -> Dict[str, Any]:
        parts = self._stored(encoded).split("$")
        if len(parts) < 6:  # sealed under a pepper, or an old hash under Argon2id
            return {"algorithm": self.algorithm, "variety": parts[1] if len(parts) > 1 else "", "salt": "",
                    "hash": parts[-1]}
        cost = dict(part.split("=", 1) for part in parts[3].split(",") if "=" in part)
        return {"algorithm": self.algorithm, "variety": parts[1], "version": parts[2], "memory_cost": cost.get("m"),
                "time_cost": cost.get("t"), "parallelism": cost.get("p"), "salt": parts[4], "hash": parts[5]}

    def safe_summary(self, encoded: str) -> Dict[str, Any]:
        found = self.decode(encoded)
        return {name: mask_hash(value) if name in ("salt", "hash") else value for name, value in found.items()}
