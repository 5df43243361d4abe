"""The text of docs/data/screened.yml, as `claims watch` and `claims screen` write it."""

from __future__ import annotations

from typing import Any

import yaml

from explainer.model.searches import ScreenedWorks

_Base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc] # the faster one is there where YAML was built with C
    """Writes every value out: our own reader takes no anchors."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def screened_text(works: ScreenedWorks, before: str = "") -> str:
    """Return the text of the file. Of the comments in the text `before`, only those at its top are kept."""
    lines = before.splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    data = works.model_dump(exclude_defaults=True, exclude_none=True)
    return "".join(lines[:head]) + yaml.dump(
        _plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )


def _plain(value: Any) -> Any:
    """Return data with plain types only, which YAML writes without tags."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
