"""Unguessable tokens: the visitor holds the token, the library only its hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

TOKEN_BYTES = 24
"""192 random bits: trying a thousand million tokens a second finds one of a million shares in 10^34 years."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def new_token() -> str:
    """Return a fresh token of 192 random bits, 32 characters that need no escaping in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_token(text: object) -> bool:
    """Say whether a text has the form of a token; anything else need not be looked up."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal.

    A plain hash is enough for a secret of 192 random bits: there is nothing to guess, so nothing to slow down.
    """
    return hashlib.sha256(token.encode("ascii", "replace")).hexdigest()


def same_hash(one: str, other: str) -> bool:
    """Compare two hashes in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode("ascii", "replace"), other.encode("ascii", "replace"))
