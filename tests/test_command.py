"""The command's own promises that need no running system."""

import os
import signal
import socket
from pathlib import Path

import pytest

from mingcha import command


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "secrets.json"
    keys = command._keys(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(keys["FIELD_KEY"])) == 32
    assert command._keys(place) == keys


def test_two_demonstrations_never_share_a_folder(tmp_path: Path) -> None:
    with command._only_one(tmp_path), pytest.raises(command.CannotRun, match="Stop it first"):
        command._only_one(tmp_path).__enter__()


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(command.CannotRun, match="PORT="):
            command._claim_port("127.0.0.1", other.getsockname()[1])


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_order_even_where_the_shell_has_signals_ignored(told: signal.Signals) -> None:
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(told, signal.SIG_IGN)
    try:
        command._listen()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(told)
        for again in command.STOPS:  # an impatient second Ctrl-C does not cut the stopping short
            signal.raise_signal(again)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def test_resetting_never_touches_somebody_elses_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/mingcha")
    (tmp_path / "files").mkdir()
    with pytest.raises(command.CannotRun, match="DATABASE_URL"):
        command.demo_reset([])
    assert (tmp_path / "files").exists()


def test_a_half_loaded_city_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[Path] = []
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("STATE", os.environ["STATE"])
    monkeypatch.setattr(command.postgres, "remove", removed.append)
    command._forget_half_loaded(tmp_path)
    assert removed == []
    (tmp_path / command.LOADING).touch()
    command._forget_half_loaded(tmp_path)
    assert removed == [tmp_path]
    assert not (tmp_path / command.LOADING).exists()
