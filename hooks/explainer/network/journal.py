"""The journal: the results of network runs, each written as soon as it is known and read by the next run.

It is a file of JSON lines. A run appends to it, so that a run which is killed loses at most the line it was writing; at
its end it rewrites the file with one line for each key. If the last run did not end and began at most a day ago, the
next run continues it: all results of that run count as fresh.
"""

import json
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
    """A result in the journal, with the day and the number of the run that wrote it."""

    day: date
    run: int
    value: Mapping[str, Any]


class Journal:
    """The results by key. No file is written before `begin`, so that a run without results changes nothing."""

    def __init__(self, path: Path, today: date) -> None:
        """Read the journal at `path`, if there is one; damaged lines and lines of another form are skipped."""
        self._path = path
        self._today = today
        self._results: dict[str, Noted] = {}
        self._file: TextIOWrapper | None = None
        last, ended, begun = self._read()
        self._run = last if last and not ended and begun is not None and (today - begun).days <= 1 else last + 1
        self.resumed = self._run == last

    def get(self, key: str) -> Noted | None:
        """Return the last result of a key, however old, or None."""
        return self._results.get(key)

    def fresh(self, key: str, most_days: int) -> Noted | None:
        """Return the last result of a key if it is from this run or younger than `most_days` days, else None."""
        noted = self._results.get(key)
        if noted is None or noted.day > self._today:
            return None
        return noted if noted.run == self._run or (self._today - noted.day).days < most_days else None

    def put(self, key: str, value: Mapping[str, Any]) -> None:
        """Add a result."""
        noted = Noted(self._today, self._run, value)
        self._results[key] = noted
        self._write(key, noted)

    def begin(self) -> None:
        """Open the file and write the results put so far."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            torn = self._path.is_file() and self._path.read_bytes()[-1:] not in {b"\n", b""}
            self._file = self._path.open("a", encoding="utf-8")
            if torn:
                self._file.write("\n")
            if not self.resumed:
                self._file.write(self._header())
            for key, noted in self._results.items():
                if noted.run == self._run:
                    self._write(key, noted)

    def end(self, *, whole: bool) -> None:
        """Close the file. After a `whole` run, replace it by one with a single line for each key."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        if not whole:
            return
        aside = self._path.with_suffix(f"{self._path.suffix}.new")
        with aside.open("w", encoding="utf-8") as file:
            file.write(self._header())
            file.writelines(_line(key, noted) for key, noted in sorted(self._results.items()))
            file.write(json.dumps({"end": self._run}) + "\n")
        aside.replace(self._path)

    def _header(self) -> str:
        return json.dumps({"begin": self._run, "day": self._today.isoformat(), "v": VERSION}) + "\n"

    def _write(self, key: str, noted: Noted) -> None:
        if self._file:
            self._file.write(_line(key, noted))
            self._file.flush()

    def _read(self) -> tuple[int, bool, date | None]:
        """Read the results; return the last run's number, whether it ended, and the day on which it began."""
        last, ended, begun = 0, True, None
        try:
            if self._path.stat().st_size > MAX_BYTES:
                return 0, True, None
            lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
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
                    noted = Noted(date.fromisoformat(row["day"]), int(row["run"]), row["value"])
                    self._results[str(row["key"])] = noted
            except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
        return last, ended, begun


def _line(key: str, noted: Noted) -> str:
    row = {"key": key, "day": noted.day.isoformat(), "run": noted.run, "value": noted.value}
    return json.dumps(row, ensure_ascii=False) + "\n"
