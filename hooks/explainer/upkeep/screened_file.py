"""The text of docs/data/screened.yml as `claims watch` and `claims screen` write it, in one form."""

from __future__ import annotations

from typing import Any

import yaml

from explainer.model.searches import ScreenedWorks

_Base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc] # the faster one is there where YAML was built with C
    """Writes every value out: our own reader takes no anchors."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def screened_text(held: ScreenedWorks, before: str = "") -> str:
    """Return the text of the file. Comments at the top of the text `before` are kept; all others are not."""
    lines = before.splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    data = held.model_dump(exclude_defaults=True, exclude_none=True)
    return "".join(lines[:head]) + yaml.dump(
        _plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )


def _plain(value: Any) -> Any:
    """Return data of plain types, as YAML writes them without tags."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
