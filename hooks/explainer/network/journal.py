"""The journal of a run: every result is written down as soon as it is known, and read again by the next run.

A file of JSON lines that only grows while a run lasts, so that a run which is killed loses at most the line that it
was writing. A run that ends puts the file in order. A run that finds that the last one did not end goes on with it:
what that one learned within the last day counts, whatever it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Noted:
    """A result as it was written down: on which day, in which run, and what."""

    day: date
    run: int
    value: Mapping[str, Any]


class Journal:
    """Results by key. Nothing is written before `begin`, so that a run which learns nothing changes no file."""

    def __init__(self, path: Path, today: date) -> None:
        """Read the journal at `path`, if there is one; lines that are damaged or of another form are passed over."""
        self._path = path
        self._today = today
        self._held: dict[str, Noted] = {}
        self._file: TextIOWrapper | None = None
        self._waiting: list[str] = []
        last, ended, begun = self._read()
        self._run = last if last and not ended and begun is not None and (today - begun).days <= 1 else last + 1
        self.resumed = self._run == last

    def get(self, key: str) -> Noted | None:
        """Return the last result for a key, however old."""
        return self._held.get(key)

    def fresh(self, key: str, most_days: int) -> Noted | None:
        """Return the last result for a key if it is of this run, or if it is younger than `most_days` days."""
        noted = self._held.get(key)
        if noted is None or noted.day > self._today:
            return None
        return noted if noted.run == self._run or (self._today - noted.day).days < most_days else None

    def put(self, key: str, value: Mapping[str, Any]) -> None:
        """Write a result down."""
        noted = Noted(self._today, self._run, value)
        self._held[key] = noted
        self._write(_line(key, noted))

    def begin(self) -> None:
        """Open the file; what was put before is written now."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            torn = self._path.is_file() and self._path.read_bytes()[-1:] not in {b"\n", b""}
            self._file = self._path.open("a", encoding="utf-8")
            if torn:
                self._file.write("\n")
            if not self.resumed:
                self._file.write(json.dumps({"begin": self._run, "day": self._today.isoformat(), "v": VERSION}) + "\n")
            waiting, self._waiting = self._waiting, []
            for line in waiting:
                self._write(line)

    def end(self, *, whole: bool) -> None:
        """Close the file. After a `whole` run it is put in order: one line a key, replaced as one file."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if not whole:
            return
        aside = self._path.with_suffix(f"{self._path.suffix}.new")
        with aside.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"begin": self._run, "day": self._today.isoformat(), "v": VERSION}) + "\n")
            file.writelines(_line(key, noted) for key, noted in sorted(self._held.items()))
            file.write(json.dumps({"end": self._run}) + "\n")
        aside.replace(self._path)

    def _write(self, line: str) -> None:
        if self._file is None:
            self._waiting.append(line)
        else:
            self._file.write(line)
            self._file.flush()

    def _read(self) -> tuple[int, bool, date | None]:
        last, ended, begun = 0, True, None
        try:
            if self._path.stat().st_size > MAX_BYTES:
                return 0, True, None
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return 0, True, None
        for line in lines:
            try:
                row = json.loads(line)
                if "begin" in row and row.get("v") == VERSION:
                    last, ended, begun = int(row["begin"]), False, date.fromisoformat(row["day"])
                elif "end" in row:
                    ended = True
                elif isinstance(row["value"], dict):
                    self._held[str(row["key"])] = Noted(date.fromisoformat(row["day"]), int(row["run"]), row["value"])
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
        return last, ended, begun


def _line(key: str, noted: Noted) -> str:
    row = {"key": key, "day": noted.day.isoformat(), "run": noted.run, "value": noted.value}
    return json.dumps(row, ensure_ascii=False) + os.linesep.replace("\r\n", "\n")
