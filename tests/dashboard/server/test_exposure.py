"""A dashboard without a login answers this machine only."""

from __future__ import annotations

import pytest

from runtone.dashboard.server.exposure import check_exposure, is_loopback
from runtone.errors import SettingsError
from runtone.settings import Settings


def settings_with(**changes: object) -> Settings:
    return Settings(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine_needs_no_login(address: str) -> None:
    assert is_loopback(address)
    check_exposure(address, settings_with())


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.5", "runs.example.org", "127.0.0.1.nip.io"])
def test_other_addresses_without_a_login_are_refused(address: str | None) -> None:
    assert not is_loopback(address)
    with pytest.raises(SettingsError, match="--public-demo"):
        check_exposure(address, settings_with())
    for way in ({"auth": "oidc"}, {"public_demo": True}, {"shares_only": True}):
        check_exposure(address, settings_with(**way))


def test_a_demo_with_a_login_is_refused() -> None:
    with pytest.raises(SettingsError, match="exclude each other"):
        check_exposure("127.0.0.1", settings_with(auth="oidc", public_demo=True))
