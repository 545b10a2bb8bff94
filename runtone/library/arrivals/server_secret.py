"""What the library must give back but never show, encrypted with a secret that lies outside the database."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from runtone.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from runtone.settings import Settings

FILE_NAME = "secret.key"
_SECRET_BYTES = 32


class KeyUnreadableError(SettingsError):
    """What was encrypted cannot be read with the secret that this server has now."""


def encrypted(text: str, purpose: str, server: Settings) -> str:
    """Return a text encrypted (Fernet: AES in CBC mode, signed), readable for this purpose and by this server only.

    Raises
    ------
    SettingsError
        The server has no secret, and cannot write one into its data folder.
    """
    return _cipher(_secret(server, make=True), purpose).encrypt(text.encode()).decode()


def decrypted(text: str, purpose: str, server: Settings) -> str:
    """Return what was encrypted.

    Raises
    ------
    KeyUnreadableError
        The secret is another one or away, or the text was changed or belongs to another purpose.
    """
    try:
        return _cipher(_secret(server, make=False), purpose).decrypt(text.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise KeyUnreadableError(_BROKEN) from error


_BROKEN = "This server's secret is not the one that the key was encrypted with; give the key again."


def _cipher(secret: bytes, purpose: str) -> Fernet:
    """Return the cipher of one purpose: what is encrypted for one owner cannot be put in the place of another's."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"runtone {purpose}".encode()).derive(secret)
    return Fernet(base64.urlsafe_b64encode(derived))


def _secret(server: Settings, *, make: bool) -> bytes:
    if server.secret is not None:
        return server.secret.get_secret_value().encode()
    place = server.data_folder / FILE_NAME
    try:
        if make and not place.exists():
            _write_new(place)
        secret = place.read_bytes()
    except FileNotFoundError as error:
        raise KeyUnreadableError(_BROKEN) from error
    except OSError as error:
        msg = "This server's secret cannot be read or written; whoever runs it finds it in the data folder."
        raise SettingsError(msg) from error
    if len(secret) < _SECRET_BYTES:
        raise KeyUnreadableError(_BROKEN)
    return secret


def _write_new(place: Path) -> None:
    """Write a secret that only this user may read, whole or not at all; of two at once the first one stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    written = place.with_name(f"{FILE_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another server was first
            os.link(written, place)
    finally:
        written.unlink(missing_ok=True)
