"""What a path is: a file, something that cannot be read as one, or an editor's backup that nobody means to publish."""

from __future__ import annotations

import re
import stat
from pathlib import Path

_BACKUPS = re.compile(
    r".+~|#.*#|\..*|~\$.*|4913|.+\.(?:orig|rej|bak|old|tmp|temp|swp|swo|swx|part|crdownload|kate-swp)|.+___jb_(?:tmp|old)___"
    r"|.+\.(?:BACKUP|BASE|LOCAL|REMOTE)[._]\d+\.\w+|Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r",
    re.IGNORECASE,
)
"""Names that editors, merge tools and file managers leave beside a file: Emacs, Vim (4913 is its test whether a folder
can be written), Kate, JetBrains, LibreOffice, patch, Git's merge tool, Windows, macOS. Hidden files are among them."""

_ODD = (
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISBLK, "is a device"),
    (stat.S_ISCHR, "is a device"),
)


def is_backup(name: str) -> bool:
    """Tell whether the name of a file is that of a hidden file or of a backup: it is passed over everywhere alike."""
    return _BACKUPS.fullmatch(name) is not None


def odd_kind(path: Path) -> str:
    """Return what a path is if it can be no content, such as "is a pipe", or nothing for a file or a folder.

    Reading a pipe would wait for whoever writes it, for ever. Raises OSError where the path cannot be looked at.
    """
    mode = path.stat().st_mode
    return next((words for test, words in _ODD if test(mode)), "")
