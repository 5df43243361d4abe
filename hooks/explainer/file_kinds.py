"""Kinds of paths that are not content: backups of editors, and pipes, sockets and devices."""

import re
import stat
from pathlib import Path

_BACKUPS = re.compile(
    r".+~|#.*#|\..*|~\$.*|4913|.+\.(?:orig|rej|bak|old|tmp|temp|swp|swo|swx|part|crdownload|kate-swp)|.+___jb_(?:tmp|old)___"
    r"|.+\.(?:BACKUP|BASE|LOCAL|REMOTE)[._]\d+\.\w+|Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r",
    re.IGNORECASE,
)
"""Hidden files, and files that editors, merge tools and file managers leave behind: Emacs, Vim (which writes 4913 to
test whether it can write to a folder), Kate, JetBrains, LibreOffice, patch, Git's merge tool, Windows, macOS."""

_ODD = {
    stat.S_IFIFO: "is a pipe",
    stat.S_IFSOCK: "is a socket",
    stat.S_IFBLK: "is a device",
    stat.S_IFCHR: "is a device",
}


def is_backup(name: str) -> bool:
    """Return whether a name is that of a hidden file or a backup. Such files are ignored everywhere."""
    return _BACKUPS.fullmatch(name) is not None


def odd_kind(path: Path) -> str:
    """Return why a path cannot be content, such as "is a pipe"; empty for a file or a folder.

    Reading a pipe would wait for ever for someone to write to it. Raises OSError if the path cannot be examined.
    """
    return _ODD.get(stat.S_IFMT(path.stat().st_mode), "")
